import { isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import { CONTEXT, settingOf } from './setting-names.ts';

/** What stands where it is written, whatever it comes to. */
export interface WrittenField {
  name: string;
  value: Value;
}

/**
 * `{ id, description, contextWindow, costPer1K }`, `Info(id=…, label=…, context_window=…)`: what a page tells of a model, if
 * nothing else is said of it. A name that is the model's own tells nobody anything.
 */
export function isShown(fields: readonly WrittenField[]): boolean {
  const isPriced = fields.some(isPriceTag) && !fields.some(isForCalls);
  if (isOption(fields)) return true;
  if (fields.some(isDescription) && (isPriced || isOffer(fields) || isOnMenu(fields))) return true;
  const hasId = fields.some(({ name }) => /^(?:id|key|value|model(?:_?id)?)$/i.test(name));
  const isPricedToo = fields.some(({ name }) => /cost|pric/i.test(name));
  return (
    (isPricedToo ||
      fields.some(({ name, value }) => TOLD.test(name) && (hasId || !isOwnName(name, value)))) &&
    (isPricedToo || fields.some(({ name }) => READS.test(name))) &&
    !fields.some(({ name }) => OF_CALLS.test(name)) &&
    fields.every(
      ({ name }) =>
        READS.test(name) || !['tokens', 'context', 'sampling', 'url'].includes(settingOf(name) ?? ''),
    )
  );
}

/** `{ value: 'gpt-4o', label: 'GPT-4o', maxTokens: 4096 }`: what a person takes from a list, and whatever the page does with it. */
function isOption(fields: readonly WrittenField[]): boolean {
  const written = (name: string) =>
    fields.some((field) => field.name === name && field.value.kind === 'text');
  return (
    written('value') &&
    written('label') &&
    !fields.some((field) => isForCalls(field) || settingOf(field.name) === 'sampling')
  );
}

function isDescription({ name }: WrittenField): boolean {
  return /^desc(?:ription)?$/i.test(name);
}

/** `{ id, displayName, description, pricing, maxOutput }`: all that people choose by, and nothing that sets a call up. */
function isOnMenu(fields: readonly WrittenField[]): boolean {
  return (
    fields.some(
      ({ name, value }) => LABEL.test(name) && value.kind === 'text' && !isVendorModel(value.text),
    ) &&
    fields.some(({ name }) => /cost|pric/i.test(name)) &&
    !fields.some((field) => isForCalls(field) || settingOf(field.name) === 'sampling')
  );
}

/** How much a model reads; `tokens`, beside what people are told, is that too. */
const READS = new RegExp(`${CONTEXT.source}|^tokens$`, 'i');

const LABEL = /^(?:label|title|(?:display|visual)_?name)$/i;

/** `cost: '$0.40 / 1M tokens'` */
function isPriceTag({ name, value }: WrittenField): boolean {
  return /cost|pric/i.test(name) && value.kind === 'text' && /\d\D*[a-z]/i.test(value.text);
}

/** What a model is asked at, or by, whatever people are told beside it. */
function isForCalls({ name }: WrittenField): boolean {
  return OF_CALLS.test(name) || settingOf(name) === 'url';
}

/** `{ name, description, default_url, default_model }`: what somebody may choose, and change. */
function isOffer(fields: readonly WrittenField[]): boolean {
  const settings = fields.filter(({ name }) => !/^name$/i.test(name) && settingOf(name) !== null);
  return settings.length > 0 && settings.every(({ name }) => /^default/i.test(name));
}

/**
 * `{ traceId, model, startTime }`: what was asked once; `{ model, maxTokens, expectedError }`: what is tried out;
 * `{ id, contextWindow, current: id === chosen }`: what is listed; `{ model, apiKey: 'demo-key' }`: what asks nobody.
 */
export function isRecord(fields: readonly WrittenField[]): boolean {
  return fields.some(({ name, value }) => OF_RECORDS.test(name) || isOfDemo(name, value));
}

function isOfDemo(name: string, value: Value): boolean {
  return (
    /key$/i.test(name) &&
    value.kind === 'text' &&
    /^(?:demo|sample|example|mock|fake|your)(?![a-z])/i.test(value.text)
  );
}

const OF_RECORDS =
  /^(?:(?:trace|span|observation)_?id|(?:start|end)_?time|timestamp|(?:is_?)?(?:current|selected))$|^expect(?:s|ed)?(?:$|_|[A-Z])/i;

/** By what an API knows a model, or is asked for it, which no page tells. */
const OF_CALLS =
  /^(?:api|openrouter|bedrock|litellm|vertex)_?(?:id$|identifier|model(?:_?(?:id|name))?|name|key_?(?:env|var|name)\w*)$/i;

const TOLD = /^(?:name|label|title|display_?name|description)$/i;

/** `name: 'gpt-4o'`, which requests are sent with; `name: 'GPT-4o'` is for people. */
function isOwnName(name: string, value: Value): boolean {
  return (
    /^name$/i.test(name) && value.kind === 'text' && isVendorModel(value.text) && !/[A-Z ]/.test(value.text)
  );
}
