import { LLM_PACKAGES, PLAIN_PACKAGES } from './packages.ts';
import type { TreePlan } from './tree.ts';

/** Code of all kinds, a fifth of it Python. */
function plainTree(files: number): TreePlan {
  return { name: `plain-${files}`, files, packages: PLAIN_PACKAGES, pythonFiles: files / 5 };
}

/** Of this one at least a quarter reaches the parser. */
const LLM_TREE: TreePlan = { name: 'llm-sdks', files: 5_000, packages: LLM_PACKAGES, pythonFiles: 0 };

/** The trees to measure on; 10,000 beside 5,000 shows what twice the files take. */
export function treePlans(quick: boolean): TreePlan[] {
  const sizes = quick ? [500, 5_000] : [500, 5_000, 10_000, 50_000];
  return [...sizes.map(plainTree), LLM_TREE];
}
