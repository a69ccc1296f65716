import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { mayAsk, vendorInName, vendorOfClass, vendorOfKey } from '../../catalog/vendor-names.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import { callBehind, givenTo } from '../code/structure.ts';
import type { ChosenService } from './asked-vendors.ts';

/**
 * Whether what stands under a vendor's name is that vendor's module or class, which code loads by it:
 * `{"openai": ("app.llms.openai", "OpenAILLM")}`, `{ openai: () => import('@ai-sdk/openai') }`,
 * `{"openai": lambda: load("app.llms.openai", "OpenAILLM")}`.
 */
export function loadsVendor(file: LinkedFile, vendor: NamedVendor, value: Value): boolean {
  const { facts } = file;
  if (value.kind === 'function') {
    const returns = facts.functions[value.function]?.returns ?? [];
    return returns.some(
      (one) =>
        isModuleOf(loadedModule(facts, one), vendor) ||
        textsLoaded(file, one).some((text) => isNamedAfter(text, vendor)),
    );
  }
  if (value.kind !== 'text' || !loadsByName(facts)) return false;
  return isNamedAfter(value.text, vendor);
}

function isNamedAfter(text: string, vendor: NamedVendor): boolean {
  return (IS_PATH.test(text) && isModuleOf(text, vendor)) || isClassOf(text, vendor);
}

/** `load("app.llms.openai", cls="OpenAILLM")`, `import_module("app.llms.openai").OpenAILLM()`: what is loaded by its name. */
function textsLoaded(file: LinkedFile, value: Value): string[] {
  const { facts } = file;
  const call = callBehind(facts, value);
  if (!call) return [];
  const { callee } = call;
  const module = callee.kind === 'member' ? callBehind(facts, callee.object) : undefined;
  if (module) return LOADS.test(lastPart(dottedName(file, module.callee))) ? textsGiven(module) : [];
  return LOADS.test(lastPart(dottedName(file, callee))) && loadsByName(facts) ? textsGiven(call) : [];
}

const LOADS = /^_*(?:lazy_?)?(?:load|import)(?:_|[A-Z]|$)/;

function textsGiven(call: CallFact): string[] {
  return givenTo(call).flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}

/** The module that an expression loads: what is imported at the top of a file may be a part of a page. */
function loadedModule(facts: FileFacts, value: Value): string {
  // `import('x').then((module) => module.y)`
  const callee = value.kind === 'result' ? facts.calls[value.call]?.callee : undefined;
  const loaded = callee?.kind === 'import' && callee.name === 'then' ? callee : value;
  if (loaded.kind !== 'import') return '';
  return importedAtTop(facts).has(loaded.module) ? '' : loaded.module;
}

const importedAtTop = recent(
  ({ imports }: FileFacts): ReadonlySet<string> =>
    new Set(imports.filter(({ local }) => local !== null).map(({ module }) => module)),
);

/** `app.llms.openai`, `langchain_openai`, `./providers/openai.js`, `@ai-sdk/openai`; no word alone, and no constant. */
const IS_PATH = /^[@a-z.][\w@-]*[./_]/;

function isModuleOf(module: string, vendor: NamedVendor): boolean {
  if (module.length > LONGEST_PATH || OF_OTHERS.test(module)) return false;
  const name = module.replace(/\.[mc]?[jt]sx?$/, '').replace(/^.*[./]/, '');
  return mayAsk(name) && vendorInName(name)?.name === vendor.name;
}

const LONGEST_PATH = 120;

/** Where pictures, texts and parts of pages are. */
const OF_OTHERS =
  /\.(?:svg|png|md|json|css|ico|webp|ya?ml|txt|html)$|(?:^|[./])(?:icons?|logos?|docs?|pages?|views?|components?|locales?|prompts?|schemas?|tests?|settings|configs?)(?:[./]|$)/i;

/** A class by its name; a vendor's name alone may be what is shown of it. */
function isClassOf(name: string, vendor: NamedVendor): boolean {
  const isClass = /^[A-Z]\w*[a-z]\w*$/.test(name) && (OF_CLASS.test(name) || !vendorOfKey(name));
  return isClass && vendorOfClass(name)?.name === vendor.name;
}

const OF_CLASS = /(?:Provider|Client|Adapter|Service|Engine|Backend|LLM)$/;

/** `{"openai": "app.providers.openai.OpenAIProvider"}`: a class by where it stands, which is loaded by that. */
export function serviceOfPath(value: Value): ChosenService | null {
  const name = value.kind === 'text' ? CLASS_PATH.exec(value.text)?.[1] : undefined;
  const vendor = name === undefined ? null : vendorOfClass(name);
  return vendor && { name: vendor.name, isForeign: !vendor.isGateway, isTelling: vendor.isTelling };
}

const CLASS_PATH = /^(?:[a-z_]\w*[.:])+([A-Z]\w*)$/;

/** Whether code loads modules by names that are no texts: `importlib.import_module(path)`, `import(path)`. */
const loadsByName = recent(({ calls }: FileFacts): boolean => calls.some(isLoading));

function isLoading({ callee, positional: [path, name] }: CallFact): boolean {
  if (!path || path.kind === 'text') return false;
  // `getattr(providers, CLASSES[name])`
  if (callee.kind === 'global' && callee.name === 'getattr')
    return path.kind === 'import' && name !== undefined && name.kind !== 'text';
  switch (callee.kind) {
    case 'import':
      return callee.name === 'import_module';
    case 'member':
      return callee.property === 'import_module';
    case 'global':
      return callee.name === '__import__' || callee.name === 'require';
    default:
      // `import(path)` calls nothing that has a name.
      return callee.kind === 'unknown';
  }
}
