import type { TreePlan } from './tree.ts';

/** Code of all kinds, a fifth of it Python. */
function plainTree(files: number): TreePlan {
  return { name: `plain-${files}`, files, llmFiles: 0, pythonFiles: files / 5 };
}

/** Of this one at least a quarter reaches the parser, as in a service that is all about models. */
const LLM_QUARTER: TreePlan = { name: 'llm-quarter', files: 5_000, llmFiles: 3_400, pythonFiles: 500 };

/** SDKs of inference services and nothing else: nearly half of it reaches the parser. */
const LLM_SDKS: TreePlan = { name: 'llm-sdks', files: 5_000, llmFiles: 5_000, pythonFiles: 0 };

/** The trees to measure on; 10,000 beside 5,000 shows what twice the files take. */
export function treePlans(quick: boolean): TreePlan[] {
  const sizes = quick ? [500, 5_000] : [500, 5_000, 10_000, 50_000];
  return [...sizes.map(plainTree), LLM_QUARTER, LLM_SDKS];
}
