import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { askedInside, dottedName, llmCallsIn } from '../calls/llm-calls.ts';
import { callBehind } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { hitAt } from './retried-calls.ts';

/** `Promise.any([askGroq(text), askGemini(text)])`, `Promise.any(models.map((model) => ask(model)))`: one stands in for another that fails. */
export function firstAnswers(resolver: Resolver, file: LinkedFile): Hit[] {
  return file.facts.calls.flatMap(({ callee, positional: [all], statement }) => {
    if (calledName(callee) !== 'any' || dottedName(file, callee) !== 'Promise.any' || !all) return [];
    const asked = askedAtOnce(resolver, file, all);
    if (!asked) return [];
    const what = `Promise.any around ${asked.name}()`;
    const fault = 'Where this LLM call fails, another one that is sent with it stands in';
    return [hitAt(file, statement, what, asked, fault)];
  });
}

/** Nobody asks more at once. */
const MOST_ASKED = 30;

function askedAtOnce(resolver: Resolver, file: LinkedFile, all: Value): LlmCall | null {
  const { facts } = file;
  const [kept] = all.kind === 'binding' ? (facts.bindings[all.binding]?.values ?? []) : [all];
  if (kept?.kind === 'list') {
    const calls = kept.items.slice(0, MOST_ASKED).flatMap((item) => callBehind(facts, item) ?? []);
    const [first, second] = llmCallsIn(resolver, file, calls);
    return first && second ? first : null;
  }
  const mapped = kept && callBehind(facts, kept);
  const [run] = mapped && calledName(mapped.callee) === 'map' ? mapped.positional : [];
  return run?.kind === 'function' ? askedInside(resolver, file, run.function) : null;
}
