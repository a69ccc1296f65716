import { wordsOf } from '../../catalog/call-names.ts';
import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { vendorOfKey, vendorOfMember } from '../../catalog/vendor-names.ts';
import type { CallFact, Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import type { ChosenService } from './asked-vendors.ts';
import type { Option } from './given-options.ts';

/** `settings.deepseek.baseURL`: whose address or model is taken, wherever it is set. */
export function vendorOfSetting(value: Value): ChosenService | null {
  if (value.kind !== 'member' || value.object.kind !== 'member' || !SETTINGS.test(value.property))
    return null;
  const { object, property } = value.object;
  const vendor = NAMED.has(object.kind) ? vendorOfMember(property) : null;
  return vendor && { name: vendor.name, isForeign: true, isTelling: vendor.isTelling };
}

/** `settings.GROQ_BASE_URL`, `url or os.environ["GROQ_BASE_URL"]`: whose address is taken, by one name. It tells nothing alone. */
export function vendorOfVariable(value: Value): ChosenService | null {
  return vendorOfSet(value, ADDRESS);
}

/**
 * `settings.openai_model`: whose model is taken. It tells nothing alone, nor where it stands among other things, which are
 * shown as often as asked.
 */
export function vendorOfModelSetting(value: Value): ChosenService | null {
  return vendorOfSet(value, MODEL);
}

/** `_get_env("GROQ_BASE_URL", "")`, `config.get("GROQ_MODEL")`: the variable that one's own function reads. */
export function variableRead(
  file: LinkedFile,
  { callee, positional: [name, fallback, ...others] }: CallFact,
): (Value & { kind: 'environment' }) | null {
  if (name?.kind !== 'text' || others.length > 0 || !VARIABLE.test(name.text)) return null;
  const called = dottedName(file, callee);
  if (called.length > LONGEST_NAME || !(READS.test(lastPart(called)) || GETS.test(called))) return null;
  return { kind: 'environment', name: name.text, ...(fallback && { fallback }) };
}

const VARIABLE = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;
const READS =
  /^_?(?:(?:get|read|from|require|optional)_?)?env(?:_?(?:var|variable|str|string|value|or_default))?$|^config$/i;
const GETS = /(?:^|[._])(?:config|settings|env)\.get$/i;

/** `router.select_groq_model(mode)`: whose model a function gives back, by its name. It tells nothing alone. */
export function vendorGivingModel(file: LinkedFile, { callee }: CallFact): ChosenService | null {
  const name = lastPart(dottedName(file, callee));
  const [, owner] = (name.length < LONGEST_NAME && GIVES_MODEL.exec(wordsOf(name))) || [];
  // `get_effective_ollama_model`
  const vendor = owner === undefined ? null : ownerNamed(owner);
  return vendor && { name: vendor.name, isForeign: true, isTelling: false, isInside: true };
}

const LONGEST_NAME = 60;

/** `select_groq_model`, `getOpenaiModelName` */
const GIVES_MODEL = /^(?:get|select|pick|choose|resolve|default) (\w+(?: \w+)?) model(?: name| id)?$/;

/**
 * `Compatible(base_url=settings.GROQ_BASE_URL, model=settings.groq_model)`: whose address or model is handed on. It tells
 * nothing alone; of names that are many things' (`settings.azure_endpoint`) neither do two.
 */
export function vendorHanded(options: readonly Option[]): ChosenService | null {
  for (const { name, value } of options) {
    if (!HANDED.test(name)) continue;
    const vendor = vendorOfVariable(value) ?? vendorOfModelSetting(value);
    if (vendor && vendorOfKey(vendor.name)?.isTelling) return vendor;
  }
  return null;
}

function vendorOfSet(value: Value, what: RegExp): ChosenService | null {
  switch (value.kind) {
    case 'choice':
      return value.options.map((option) => vendorOfSet(option, what)).find((one) => one !== null) ?? null;
    case 'environment':
      return vendorOfName(value.name, what) ?? (value.fallback ? vendorOfSet(value.fallback, what) : null);
    case 'member':
      return NAMED.has(value.object.kind) ? vendorOfName(value.property, what) : null;
    default:
      return null;
  }
}

function vendorOfName(name: string, what: RegExp): ChosenService | null {
  const [, owner] = (SAYS_WHAT.test(name) && what.exec(wordsOf(name))) || [];
  const vendor = owner === undefined ? null : ownerNamed(owner);
  return vendor && { name: vendor.name, isForeign: true, isTelling: false, isInside: true };
}

/** Of `azure openai gpt5` it is Azure, and of `shop groq` Groq: an application's own name may stand before it. */
function ownerNamed(words: string): NamedVendor | null {
  const bare = words.replace(OF_FAMILY, '');
  return vendorOfMember(bare) ?? vendorOfMember(lastWord(bare));
}

/** Which of its models that is. */
const OF_FAMILY =
  / (?:(?:gpt|claude|gemini|llama|mistral) ?\d\w*|base|fast|quick|small|mini|light|large|big|pro|smart|strong|main|primary|default|fallback|chat|text|vision|reasoning)$/;

function lastWord(words: string): string {
  return words.slice(words.lastIndexOf(' ') + 1);
}

/** Before a name is taken apart. */
const SAYS_WHAT = /url|base|endpoint|host|model/i;

const ADDRESS = /^(?:default )?(.+) (?:base url|api base|api url|endpoint|host)$/;
/** `openai_model`, `OPENAI_MODEL_FALLBACK`: by what it is for, too, and nothing that is told of it. */
const MODEL =
  /^(?:default )?(.+) model(?: name| id| (?!dirs?|paths?|files?|list|types?|kinds?|class|provider|costs?|prices?|cache|timeout|options|params|config|kwargs|names|ur[il]|count|limits?|size|version|keys?|prefix|suffix|temperature|tokens|info|settings|family|format)[a-z]+)?$/;

const NAMED: ReadonlySet<Value['kind']> = new Set(['binding', 'import', 'member', 'global', 'self']);

/** Of a vendor's own settings: `defaults["google"]["compat_endpoint_url"]`. */
const SETTINGS =
  /^(?:(?:\w+_)?(?:base_?url|api_?base|api_?url|endpoint(?:_?url)?)|(?:\w+_)?model(?:_?(?:name|id))?)$/i;

const HANDED = /^(?:base_?url|api_?base|api_?url|endpoint|model|model_?name)$/i;
