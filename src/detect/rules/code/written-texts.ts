import type { FileFacts } from '../../facts.ts';
import { valuesKept, valuesWithin } from '../../facts.ts';
import { givenTo } from './structure.ts';

/** The texts that are written out in a file's values. */
export function writtenTexts(facts: FileFacts): string[] {
  const waiting = [...valuesKept(facts), ...facts.calls.flatMap(givenTo)];
  const texts: string[] = [];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value.kind === 'text') texts.push(value.text);
    waiting.push(...valuesWithin(value));
  }
  return texts;
}
