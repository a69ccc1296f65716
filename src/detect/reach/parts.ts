import { isVendorModel } from '../catalog/model-names.ts';
import { isSdkImport } from '../catalog/packages.ts';
import { PATH_WORDS, pathMeaning } from '../catalog/paths.ts';
import { parseEndpoint } from '../endpoint.ts';
import type { FileFacts, Value } from '../facts.ts';
import { valuesWithin } from '../facts.ts';
import { RESOLVE_LIMITS } from '../limits.ts';
import type { Vocabulary } from '../prefilter.ts';
import { tellsOf } from '../prefilter.ts';
import type { Registry } from '../registry.ts';

/** What a value is made of, as far as it tells. */
export interface Parts {
  /** Whether it says something of an endpoint by itself. */
  tells: boolean;
  /** Names, calls and exports that it is made of, by their numbers in the notes. */
  things: Set<number>;
}

export type Kind = 'binding' | 'function' | 'class' | 'result' | 'use' | 'passed';

/** How a file's values name what they are made of. */
export interface Naming {
  facts: FileFacts;
  registry: Registry;
  vocabulary: Vocabulary;
  /** Something of this file, by its index in the facts. */
  own(kind: Kind, index: number): number;
  attribute(ofClass: number, name: string): number;
  exported(name: string): number;
  environment(name: string): number;
  isParameter(thing: number): boolean;
  /** What an import may mean in the tree, of the properties `path` of it; nothing for a package. */
  imported(module: string, name: string, path: readonly string[]): number[];
  /** What a global may be: something of a module whose every name is taken. */
  global(name: string): number[];
}

interface Taking extends Parts {
  waiting: Value[];
}

/** Takes values apart. Values nest as deep as the source does, so that this is a loop. */
export function partsOf(naming: Naming, values: readonly Value[]): Parts {
  const taking: Taking = { tells: false, things: new Set(), waiting: [...values] };
  for (let value = taking.waiting.pop(); value !== undefined; value = taking.waiting.pop()) {
    takeApart(naming, value, taking);
  }
  return taking;
}

function takeApart(naming: Naming, value: Value, taking: Taking): void {
  switch (value.kind) {
    case 'text':
      taking.tells ||= tells(naming, value.text);
      return;
    case 'environment':
      takeVariable(naming, value, taking);
      return;
    case 'member':
      takeMember(naming, value, taking);
      return;
    case 'import':
      takeImport(naming, value, [], taking);
      return;
    case 'binding':
      taking.things.add(naming.own('binding', value.binding));
      return;
    case 'function':
      taking.things.add(naming.own('function', value.function));
      return;
    case 'class':
    case 'self':
      taking.things.add(naming.own('class', value.class));
      return;
    case 'result':
      taking.things.add(naming.own('result', value.call));
      return;
    case 'global':
      for (const thing of naming.global(value.name)) taking.things.add(thing);
      return;
    default:
      if (value.kind === 'object') takeKeys(naming, value, taking);
      for (const one of valuesWithin(value)) taking.waiting.push(one);
  }
}

/** A schema's fields have the names of the variables that it checks. */
function takeKeys(naming: Naming, { entries }: Value & { kind: 'object' }, taking: Taking): void {
  for (const { key } of entries) {
    if (key.kind === 'text' && VARIABLE.test(key.text)) taking.things.add(naming.environment(key.text));
  }
}

function takeVariable(naming: Naming, value: Value & { kind: 'environment' }, taking: Taking): void {
  taking.tells ||= tellsOf(value.name, naming.vocabulary);
  taking.things.add(naming.environment(value.name));
  if (value.fallback) taking.waiting.push(value.fallback);
}

/** A vendor's model, or part of a URL or of a host: a text of more than one word is for people, and a bare word is a name. */
function tells({ vocabulary }: Naming, text: string): boolean {
  if (text.length > RESOLVE_LIMITS.textLength || /\s\S/.test(text.trim())) return false;
  if (isVendorModel(text)) return true;
  if (!/[./:]/.test(text) || IDENTIFIER.test(text)) return false;
  return (MAY_HAVE_HOST.test(text) ? tellsOf(text, vocabulary) : STRONG_WORD.test(text)) || isPath(text);
}

/** What clouds and protocols call their own: `Microsoft.CognitiveServices/accounts`, `aws:bedrock/agent:Agent`, `textDocument/completion`. */
const IDENTIFIER =
  /^(?:(?:[A-Z][a-z]\w*\.)+[A-Z][a-z]\w*(?:\/\w+)*|[a-z-]+:\w+\/\w+:[A-Z]\w*|textDocument\/\w+)$/;

/** A host has dots, a scheme before it or a port behind it: `gemini/index` is a file. */
const MAY_HAVE_HOST = /[.@]|\/\/|:(?:\d|$)/;

const STRONG_WORD = new RegExp(PATH_WORDS.strong.join('|'), 'i');

/** Whether a URL's path, or a piece of one, is that of an LLM call; what follows a piece begins another one. */
function isPath(text: string): boolean {
  if (!/^[a-z]+:\/\//i.test(text)) return LAST_WORD.test(text);
  const meaning = pathMeaning(parseEndpoint(text)?.path ?? '');
  return meaning === 'inference' || meaning === 'likely' || meaning === 'shared';
}

const COMMON_WORDS = Object.entries(PATH_WORDS.common).map(
  ([parent, words]) => `(?<=(?:^|${parent})/)(?:${words.join('|')})`,
);

/** Mail and chats have messages too: who puts such a path together, shows what it is sent, or where. */
const WEAK_WORDS = PATH_WORDS.weak.filter((word) => word !== 'messages');

const LAST_WORD = new RegExp(
  `/(?:${[...WEAK_WORDS, ...COMMON_WORDS].join('|')})(?:-[a-z-]+|/sessions)?/?(?:[?#].*)?$`,
  's',
);

/** Of a package, whether it is one of the catalogue's. */
function takeImport(
  naming: Naming,
  { module, name }: Value & { kind: 'import' },
  path: readonly string[],
  taking: Taking,
): void {
  const found = naming.imported(module, name, path);
  for (const thing of found) taking.things.add(thing);
  if (found.length > 0) return;
  taking.tells ||= isSdkImport(naming.registry, module, name === '*' ? path : [name, ...path]);
}

/** How variables of the environment are named, and hardly anything else is. */
export const VARIABLE = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/;

/** `a.b.c`: what `a` is, and which part of it. */
function takeMember(naming: Naming, value: Value & { kind: 'member' }, taking: Taking): void {
  const path: string[] = [];
  let object: Value = value;
  for (; object.kind === 'member'; object = object.object) path.push(object.property);
  // `env.LLM_URL` of settings that a library made of the environment.
  for (const name of path) if (VARIABLE.test(name)) taking.things.add(naming.environment(name));
  path.reverse();
  if (object.kind === 'import') takeImport(naming, object, path, taking);
  else if (object.kind === 'self') taking.things.add(memberOfSelf(naming, object.class, path[0] ?? ''));
  else taking.waiting.push(object);
}

/** A method or attribute of one's own; what the class does not set itself may come from its bases. */
function memberOfSelf({ facts, own, attribute }: Naming, index: number, property: string): number {
  const fact = facts.classes[index];
  const method = fact?.methods.find(({ name }) => name === property);
  if (method) return own('function', method.function);
  const isOwn = fact?.attributes.some(({ name }) => name === property) ?? false;
  return isOwn ? attribute(index, property) : own('class', index);
}
