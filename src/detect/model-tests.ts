import type { FileFacts, HeaderWords, Value } from './facts.ts';
import { isTelling } from './facts.ts';

/** No file tells more families of models apart; each conditional expression is held against all of them. */
const MOST_TESTS = 50;

/** Notes what a name, or what a function gives back, says of models. */
export function noteModelTest(facts: FileFacts, name: string, words: HeaderWords | null): void {
  if (name === '' || words === null || !asksOfModels(words, facts)) return;
  facts.modelTests ??= [];
  if (facts.modelTests.length < MOST_TESTS) facts.modelTests.push({ name, ...words });
}

/** Whether a condition may be about some models and not others. */
export function asksOfModels({ names = [], texts = [] }: HeaderWords, facts: Known): boolean {
  return texts.some((text) => FAMILY.test(text)) || names.some((name) => isOfModels(name, facts));
}

/**
 * What is kept of the condition of a conditional expression: its words where an option may say something, or where a
 * number is taken for a text, a constant or what may be said of a model: `model == "gpt-4o" ? 4096 : 1024`.
 * @param read gives the words, or `null` for a condition that is longer than people write
 */
export function wordsWhen(
  facts: Known,
  options: readonly Value[],
  read: () => HeaderWords | null,
): HeaderWords | null {
  const says = options.some(isTelling);
  if (!says && !options.some(({ kind }) => kind === 'number')) return null;
  const words = read();
  const { names = [], texts = [] } = words ?? {};
  const isTold = (name: string): boolean => says || isOfModels(name, facts) || OF_NUMBERS.test(name);
  return texts.length > 0 || names.some(isTold) ? words : null;
}

type Known = Pick<FileFacts, 'modelTests'>;

/** Whether a name may say which models are meant; a test that was noted before does. */
function isOfModels(name: string, { modelTests = [] }: Known): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return OF_MODELS.test(name) || CONSTANT.test(name) || modelTests.some((test) => test.name === last);
}

/** The beginning of a model's name, of a regular expression too. */
const FAMILY =
  /^[\^(?:]{0,4}(?:gpt|o[134]|claude|gemini|llama|mistral|deepseek|qwen|grok|kimi|glm|gemma|mixtral|codestral|hunyuan|doubao|qwq)(?![a-z])/i;

/** `isReasoningModel`, `is_gpt5` */
const OF_MODELS = /model|reasoning|thinking|sampling|gpt|claude|gemini/i;

/** `takesTemperature`, `is_o1`, `is_ollama`: what a model's number may hang on. */
const OF_NUMBERS =
  /temperature|is_?o[134]|(?:is|uses?|using)_?(?:ollama|open_?ai|open_?router|anthropic|azure|bedrock|groq|mistral|deepseek|lm_?studio|llama_?cpp|vllm)/i;

/** A list of some, or one of them: `NO_TEMPERATURE`, `FIXED.includes`, `Models.GPT_4O`. */
const CONSTANT = /(?:^|\.)_?[A-Z]{2}[A-Z\d_]*(?:\.|$)/;

/** `is_reasoning_model`, `isGpt5Model`, `supportsThinking`: what an import of this name says of a model. */
export function tellsFamily(name: string): boolean {
  return TELLS_FAMILY.test(name);
}

const TELLS_FAMILY =
  /^_?(?:(?:is|uses?)_?(?:reasoning|thinking|gpt_?\d|o[134]|o_?series)|is_?[a-z\d_]{0,24}(?:reasoning|thinking|adaptive|gpt|claude|anthropic|gemini|deepseek|qwen|kimi)[a-z\d_]{0,24}models?$|(?:model_?)?supports?_?(?:adaptive_?)?(?:reasoning|thinking))/i;

/** Whether what is called so, by its last name, tells whether something is so. */
export function isTestName(name: string): boolean {
  return TEST.test(name);
}

const TEST =
  /^(?:starts[wW]ith|ends[wW]ith|includes|any|all|some|every|test|match|bool)$|^_*(?:is|has|supports?|uses|needs|requires|accepts|allows|should|omits?|rejects)(?:_|[A-Z])/;
