import type { ClassFact, FileFacts } from '../../detect/facts.ts';
import { baseName, folderOf } from '../../detect/link/paths.ts';
import { sameName } from '../../detect/rules/services/provider-module.ts';

/** The module that makes LLM providers, as policy's `provider` names it. */
export interface FoundProvider {
  /** The file that holds the factory. */
  path: string;
  module: string;
  factory: string;
  /** Providers of that module that are not the gateway's own. */
  classes: string[];
}

export interface CodeFile {
  path: string;
  facts: FileFacts;
}

/** Names that say nothing: the folder says what such a file is. */
const NAMELESS = new Set(['index', '__init__', 'factory', 'base', 'main', 'mod', 'utils', 'core', 'init']);

/** What a policy takes for the name of a module. */
const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

const FACTORY = /^(get|create|make|build|new|load|provide)[a-z]*provider$/;

/**
 * Finds the provider module by what it holds: a function that hands out a provider, in the company of a provider for
 * LiteLLM. `null` if there is none; of several the one whose names are the rule book's, then the first.
 */
export function findProviderModule(files: readonly CodeFile[]): FoundProvider | null {
  const found = files.flatMap((file) => {
    const factory = file.facts.functions.find(({ name }) => FACTORY.test(bare(name)));
    const company = factory ? files.filter(({ path }) => folderOf(path) === folderOf(file.path)) : [];
    return factory && company.some(hasGatewayProvider) ? [describe(file, factory.name, company)] : [];
  });
  const named = found.filter(({ module }) => IDENTIFIER.test(module));
  return named.find(({ factory }) => sameName(factory, 'get_llm_provider')) ?? named[0] ?? null;
}

function describe({ path }: CodeFile, factory: string, company: readonly CodeFile[]): FoundProvider {
  const module = moduleOf(path);
  // Files beside the factory are of its module only if the folder is what the module is named after.
  const members = company.filter((file) => file.path === path || moduleOf(path) === baseName(folderOf(path)));
  const classes = members.flatMap(({ facts }) => providersOf(facts));
  return { path, module, factory, classes: [...new Set(classes)].sort() };
}

function moduleOf(path: string): string {
  const name = baseName(path).replace(/\.[^.]+$/, '');
  return NAMELESS.has(name) && folderOf(path) !== '' ? baseName(folderOf(path)) : name;
}

function hasGatewayProvider({ facts }: CodeFile): boolean {
  return facts.classes.some(isGatewayProvider);
}

function isGatewayProvider({ name }: ClassFact): boolean {
  return /(litellm|gateway)[a-z]*provider$/.test(bare(name));
}

/** Providers that somebody could make directly; what others extend is none. */
function providersOf({ classes }: FileFacts): string[] {
  const extended = new Set(
    classes.flatMap(({ bases }) => bases.flatMap((base) => (base.kind === 'class' ? [base.class] : []))),
  );
  return classes.flatMap((one, index) => {
    const isProvider = /[a-z]provider$/.test(bare(one.name)) && !isGatewayProvider(one);
    return isProvider && !extended.has(index) && !ABSTRACT.test(one.name) ? [one.name] : [];
  });
}

const ABSTRACT = /^(Base|Abstract|I(?=[A-Z]))|^_|^(LLM|Llm|AI|Ai|Model|Chat)Provider$/;

function bare(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}
