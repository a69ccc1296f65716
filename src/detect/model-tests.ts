import type { FileFacts, HeaderWords } from './facts.ts';

/** No file tells more families of models apart; each conditional expression is held against all of them. */
const MOST_TESTS = 50;

/** Notes what a name, or what a function gives back, says of models. */
export function noteModelTest(facts: FileFacts, name: string, words: HeaderWords | null): void {
  if (name === '' || words === null || !asksOfModels(words, facts)) return;
  facts.modelTests ??= [];
  if (facts.modelTests.length < MOST_TESTS) facts.modelTests.push({ name, ...words });
}

/** Whether a condition may be about some models and not others. */
export function asksOfModels(
  { names = [], texts = [] }: HeaderWords,
  { modelTests = [] }: Pick<FileFacts, 'modelTests'>,
): boolean {
  const isOfModels = (name: string): boolean =>
    OF_MODELS.test(name) || CONSTANT.test(name) || modelTests.some((test) => test.name === name);
  return texts.some((text) => FAMILY.test(text)) || names.some(isOfModels);
}

/** The beginning of a model's name, of a regular expression too. */
const FAMILY = /^[\^(?:]{0,4}(?:gpt|o[134]|claude|gemini|llama|mistral|deepseek|qwen|grok)(?![a-z])/i;

/** `isReasoningModel`, `is_gpt5` */
const OF_MODELS = /model|reasoning|thinking|gpt|claude|gemini/i;

/** A list of some: `NO_TEMPERATURE`, `FIXED.includes`. */
const CONSTANT = /(?:^|\.)_?[A-Z]{2}[A-Z\d_]*(?:\.|$)/;

/** Whether what is called so, by its last name, tells whether something is so. */
export function isTestName(name: string): boolean {
  return TEST.test(name);
}

const TEST =
  /^(?:starts[wW]ith|ends[wW]ith|includes|any|all|some|every|test|match|bool)$|^_*(?:is|has|supports?|uses|needs|requires|accepts|allows)(?:_|[A-Z])/;
