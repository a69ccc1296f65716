import { isVendorModel } from '../../catalog/model-names.ts';
import type { FileFacts, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { keptValues } from '../code/kept-values.ts';
import { callBehind } from '../code/structure.ts';
import { distinct, isForeignModel } from '../services/model-names.ts';

/**
 * `names.find((one) => one.startsWith('llama3')) ?? names.find((one) => one.includes('mistral')) ?? names[0]`: of the models
 * that there are, the first of those that code prefers.
 */
export function soughtInTurn(resolver: Resolver, { facts }: LinkedFile): { range: Range; names: string[] }[] {
  return keptValues(facts).choices.flatMap(({ value, range }) => {
    const sought = distinct(textsSought(facts, value, 0));
    const isModel = (text: string) =>
      FAMILY.test(text) || (isVendorModel(text) && isForeignModel(resolver, text));
    return sought.length > 1 && sought.every(isModel) ? [{ range, names: sought }] : [];
  });
}

/** By what the options of a choice are found, as far as they are. */
function textsSought(facts: FileFacts, value: Value, depth: number): string[] {
  if (depth > MOST_NESTED) return [];
  if (value.kind === 'choice') return value.options.flatMap((one) => textsSought(facts, one, depth + 1));
  // `MODELS.find((one) => one.id === 'gpt-4o')?.id`
  if (value.kind === 'member') return textsSought(facts, value.object, depth + 1);
  const sought = callBehind(facts, value)?.sought;
  return sought === undefined ? [] : [sought];
}

/** Nobody prefers more, one after the other. */
const MOST_NESTED = 20;

/** What begins the names of several models, or stands in them. */
const FAMILY =
  /^(?:llama|codellama|mistral|mixtral|qwen|gemma|phi|deepseek|gpt|claude|gemini|opus|sonnet|haiku)-?[\d.]*$/i;
