import { wordsOf } from '../../catalog/call-names.ts';
import { isModelAlias, isRouted, isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import { valuesUnder } from '../../link/entries.ts';
import { isDeclared } from '../../link/gateway-models.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { HOLE, literalText } from '../../link/text.ts';
import { isWritten } from '../code/kept-values.ts';
import { remembered } from '../code/remembered.ts';
import { givenValues } from '../code/structure.ts';

/** Whether a text is a vendor's model name that the gateway's configuration does not declare as its own (decisions 3). */
export function isForeignModel({ tree }: Resolver, text: string): boolean {
  return (
    (isVendorModel(text) || isModelAlias(text)) && !(tree.gateway !== null && isDeclared(tree.gateway, text))
  );
}

/** `anthropic/${name}`: whose model it is, and not which. */
export function isPrefixed(text: string): boolean {
  return isRouted(text) && text.indexOf(HOLE) === text.indexOf('/') + 1;
}

const MODEL_SLOT = /model|(?:^|_)llm|engine|deployment/i;
const OTHER_SLOT =
  /label|title|display|placeholder|caption|search_?engine|price|pricing|cost|encod|token|icon|colou?r|descri|tooltip|logo|help/i;

/** `model_type`, `modelPath`: something else of a model than its name; `model_used` tells who has answered. */
const NO_NAME =
  /(?:type|kind|class|params?|kwargs|dir|path|format|count|size|source|family|provider|vendor|api_?key|secret|password|used)$/i;

/** `LLMProvider.OPENAI`: a member of an enum of those who answer. */
const PROVIDERS_MEMBER = /^[A-Z]\w*(?:Provider|Vendor|Backend)(?:s|Type|Name|Kind)?\.[A-Z]/;

/** Whether what has this name is meant to hold a model's name: `model`, `model_name`, `deploymentId`. */
export function isModelSlot(name: string): boolean {
  return (
    MODEL_SLOT.test(name) && !OTHER_SLOT.test(name) && !NO_NAME.test(name) && !PROVIDERS_MEMBER.test(name)
  );
}

/** Whether what has this name shows, counts or prices models, and chooses none. */
export function isAboutModels(name: string): boolean {
  return OTHER_SLOT.test(name);
}

/** Whether a function of this name tells of another thing of a model than its name: `detect_template_type`. */
export function tellsAboutModel(name: string): boolean {
  return isAboutModels(name) || /(?:type|kind|format|template|family|dialect|style)s?$/i.test(name);
}

/** Whether a function of this name counts tokens for a model, or money: `estimateTokens`, `calculate_cost`. */
export function counts(name: string): boolean {
  return COUNTS.test(name);
}

const COUNTS =
  /(?:count|estimat|calculat|comput|num|get)[a-z]*_?(?:tokens?|cost|pric|encod)|(?:token|cost)s?_?(?:count|estimat)/i;

/** Every text that a value can be, if it is written here or is the name of something constant; else none. */
export function textsOf(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  if (value.kind === 'text') return [literalText(value.text)];
  if (!isWritten(value) && !isConstant(resolver, file, value)) return [];
  return resolver.resolve(file, value).flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}

/** A constant's name; in Python a private one begins with a line. */
export const CONSTANT = /^_{0,2}[A-Z][A-Z\d_]*$/;

/** `Models.Fast`, a member of an enum. */
const CAPITALISED = /^[A-Z]\w*$/;

/** Whether a value is the name of something constant, of which the code says what it is. */
export function isConstant(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  switch (value.kind) {
    case 'binding':
      return CONSTANT.test(file.facts.bindings[value.binding]?.name ?? '') || isTextAlone(file, value);
    case 'import':
      return CONSTANT.test(value.name) || isImportedModel(resolver, file, value);
    case 'member':
      return (
        (CONSTANT.test(value.property) && holdsConstants(resolver, file, value.object)) ||
        isMemberOfEnum(file, value) ||
        isInConstant(resolver, file, value) ||
        isTextAlone(file, value)
      );
    case 'join':
      return value.parts[0] !== undefined && isConstant(resolver, file, value.parts[0]);
    case 'environment':
      return value.fallback !== undefined && isConstant(resolver, file, value.fallback);
    case 'index':
      return value.key.kind === 'number' && isWrittenList(file, value.object);
    case 'choice':
      // Not `url || config.API_URL`, which is what somebody set; `set ?? FALLBACKS.openai` stands in a table.
      return value.options.some((option) =>
        option.kind === 'member' ? isInConstant(resolver, file, option) : isConstant(resolver, file, option),
      );
    default:
      return false;
  }
}

/** `const fastModel = 'gpt-4o-mini'`, `self.fast = os.getenv("FAST", "gpt-4o-mini")`: given one text, and nothing else. */
function isTextAlone({ facts }: LinkedFile, value: Value): boolean {
  const [given, ...others] = givenValues(facts, value);
  return given !== undefined && others.length === 0 && isTextOrSetting(given);
}

/** `import { fastModel } from './models'`, of which that file says what it is. */
function isImportedModel(resolver: Resolver, file: LinkedFile, value: Value & { kind: 'import' }): boolean {
  return namesValue(value) && resolver.resolve(file, value).every(({ kind }) => kind === 'text');
}

/** What models are kept under that is no class: `fastModel`, `MODELS`. */
function namesValue({ name }: Value & { kind: 'import' }): boolean {
  return isModelSlot(name) && (/^[a-z]/.test(name) || CONSTANT.test(name));
}

function isTextOrSetting(value: Value): boolean {
  return (
    (value.kind === 'text' && value.text !== '') ||
    (value.kind === 'environment' && value.fallback !== undefined && isTextOrSetting(value.fallback))
  );
}

/** `candidates[0]`, `self.FAST_MODELS[0]` and `MODELS.openai[0]`, of a list that is written out. */
function isWrittenList({ facts }: LinkedFile, value: Value): boolean {
  const own = value.kind === 'member' ? givenValues(facts, value) : [];
  if (own.length > 0) return own.every(({ kind }) => kind === 'list');
  const holder = value.kind === 'member' ? value.object : value;
  const values = holder.kind === 'binding' ? (facts.bindings[holder.binding]?.values ?? []) : [];
  const lists = values.map((one) => {
    if (value.kind !== 'member') return one;
    return one.kind === 'object' ? valuesUnder(one, value.property)[0] : undefined;
  });
  return lists.length > 0 && lists.every((one) => one?.kind === 'list');
}

/** `settings.MODEL` and `load_config().MODEL` are what the configuration says, whatever their default is. */
function holdsConstants(resolver: Resolver, file: LinkedFile, holder: Value): boolean {
  switch (holder.kind) {
    case 'binding':
      return (file.facts.bindings[holder.binding]?.values ?? []).some(({ kind }) => kind !== 'result');
    case 'import':
      return !resolver.objects.resolve(file, holder).some(({ kind }) => kind === 'instance');
    default:
      return holder.kind !== 'result';
  }
}

/** `DEFAULTS.openai.baseUrl`, `models.fast`, of an object that is written out; not `config.model`, which may be set. */
function isInConstant(
  resolver: Resolver,
  file: LinkedFile,
  { object: holder, property }: Value & { kind: 'member' },
): boolean {
  const root = holder.kind === 'member' ? holder.object : holder;
  if (root.kind === 'import') {
    // `DEFAULTS.openai` of another file, and not `PROVIDER.defaultModel`, which is one setting.
    const key = holder.kind === 'member' ? holder.property : property;
    const isTable = CONSTANT.test(root.name) && !isModelSlot(key);
    const isMeant = (namesValue(root) || isTable) && !isOfSettings(root.name);
    return isMeant && resolver.objects.resolve(file, root).every(({ kind }) => kind === 'record');
  }
  const fact = root.kind === 'binding' ? file.facts.bindings[root.binding] : undefined;
  const [object, ...others] = fact?.values ?? [];
  if (!fact || fact.open || others.length > 0 || object?.kind !== 'object') return false;
  return !isOfSettings(fact.name) && (CONSTANT.test(fact.name) || isWrittenOut(resolver, file, object));
}

const isWrittenOut = remembered((_resolver, _file, object: Value & { kind: 'object' }): boolean =>
  holdsTexts(object),
);

function holdsTexts({ entries, spreads }: Value & { kind: 'object' }): boolean {
  const isText = (value: Value) => (value.kind === 'object' ? holdsTexts(value) : isTextOrSetting(value));
  return entries.length > 0 && spreads.length === 0 && entries.every(({ value }) => isText(value));
}

/** `appConfig`, `formState`; no `PLATFORM`. */
function isOfSettings(name: string): boolean {
  return SETTINGS.test(wordsOf(name));
}

const SETTINGS = /(?:config|cfg|settings|env|options|args)$|\b(?:state|form)$/;

function isMemberOfEnum({ facts }: LinkedFile, { object, property }: Value & { kind: 'member' }): boolean {
  const holder =
    object.kind === 'binding'
      ? facts.bindings[object.binding]?.name
      : object.kind === 'import'
        ? object.name
        : undefined;
  return holder !== undefined && CAPITALISED.test(property) && CAPITALISED.test(holder);
}

/** A few of many names, for people. */
export function someOf(names: string[]): string {
  const shown = names.slice(0, 4);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Names for people: each once, in an order that never changes. */
export function distinct(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}
