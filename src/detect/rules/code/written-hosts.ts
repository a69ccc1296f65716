import type { FileFacts, Value } from '../../facts.ts';
import { valuesKept, valuesWithin } from '../../facts.ts';
import { recent } from './remembered.ts';

/** The hosts of the URLs that a file itself writes down, wherever. */
export const hostsWritten = recent((facts: FileFacts): ReadonlySet<string> => {
  const found = new Set<string>();
  const waiting: Value[] = [
    ...valuesKept(facts),
    ...facts.calls.flatMap(({ positional, named, spreads = [] }) => [
      ...positional,
      ...named.map(({ value }) => value),
      ...spreads,
    ]),
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'text') found.add(hostOf(next.text));
    for (const part of valuesWithin(next)) waiting.push(part);
  }
  return found;
});

/** `api.openai.com` of `https://api.openai.com/v1`, with its port; what names no scheme is its own. */
export function hostOf(text: string): string {
  return text.match(/^[a-z]{2,5}:\/\/([^/\s]{1,200})/i)?.[1] ?? text.slice(0, 200);
}
