import { PATH_WORDS, pathMeaning } from '../../catalog/paths.ts';
import { parseEndpoint, showsPrompt } from '../../endpoint.ts';
import type { CallFact, FileFacts } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { HOLE } from '../../link/text.ts';
import { calledName } from '../../reach/called-name.ts';
import { recent } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';
import { bodiesOf } from './request-bodies.ts';
import type { HttpRequest } from './request-urls.ts';

/** Whether a request asks a model on a host that nobody knows: of such, only what is surely an LLM call counts. */
export function asksUnknownHost(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { method, body }: HttpRequest,
  url: string,
): boolean {
  if (!hasUnknownHost(url)) return false;
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE' || method === 'OPTIONS') return false;
  const path = pathOf(url);
  if (path === '') return asksByBody(resolver, file, call);
  if (OLLAMA.test(path) && /ollama/i.test(file.path)) return true;
  if (HEARD.test(path)) return sendsAudio(resolver, file, call);
  const meaning = pathMeaning(path);
  const isNamed = NAMED.test(path) && meaning !== 'inference';
  if (isNamed || (meaning === 'other' && /\/messages\/?$/.test(path)))
    return sendsModelAnd(resolver, file, call, PROMPTS);
  if (!PATH_WORDS.strong.some((word) => path.toLowerCase().includes(word.toLowerCase()))) return false;
  if (isOwnRoute(path)) return false;
  if (meaning === 'shared') return sendsModelAnd(resolver, file, call, PROMPTS);
  return meaning === 'inference' || (meaning === 'likely' && showsPrompt(body));
}

/** What vendors call so, and others too: with a model's name among what is sent, it is asked. */
const NAMED = /\/(?:embeddings|responses|rerank|images\/(?:generations|edits)|audio\/speech)\/?$/;

/** Where speech is turned into text, right below what nobody knows; a page's own server answers `/api/audio/…`. */
const HEARD = /^\/audio\/(?:transcriptions|translations)\/?$/;

/** `files={"file": audio}`, or a form that a file is put into, with a model's name: `form.append('model', …)`. */
function sendsAudio(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  if (call.named.some(({ name }) => name === 'files')) return true;
  const fields = fieldsPut(file.facts).get(structureOf(file.facts).functionAt(call.range)) ?? [];
  const keys = [fields, ...bodyKeys(resolver, file, call)];
  // A page may send a recording to its own server, which knows the model.
  const isPages = file.facts.language !== 'python';
  return keys.some((names) => names.includes('file') && (!isPages || names.includes('model')));
}

/** The names of what each function puts into forms. */
const fieldsPut = recent((facts: FileFacts): ReadonlyMap<number | null, string[]> => {
  const { functionAt } = structureOf(facts);
  const fields = new Map<number | null, string[]>();
  for (const { callee, positional, range } of facts.calls) {
    const [field] = positional;
    if (field?.kind !== 'text' || !PUTS.test(calledName(callee))) continue;
    const place = functionAt(range);
    fields.set(place, [...(fields.get(place) ?? []).slice(0, MOST_FIELDS), field.text]);
  }
  return fields;
});

/** Nobody's form has more. */
const MOST_FIELDS = 20;

const PUTS = /^(?:append|set|add_field)$/;

/** What a module that is named after Ollama posts to, whatever the body. */
const OLLAMA = /^\/api\/(?:generate|chat|embed|embeddings)$/;

/** `/api/v1/tasks/title/completions` names what it completes: a route of one's own, which may ask a model behind it. */
function isOwnRoute(path: string): boolean {
  const [last, name = '', folder = ''] = path.split('/').filter(Boolean).toReversed();
  return (
    last === 'completions' && OWN_NAME.test(name) && /^[a-z]{3}/.test(folder) && !NAMES_NEXT.test(folder)
  );
}

const OWN_NAME = /^(?!chat$|api$|openai$|inference$|beta$|v\d)[a-z][a-z-]+$/;
/** `/deployments/fast/completions`, `/engines/davinci/completions`: a model's name comes next. */
const NAMES_NEXT = /^(?:deployments|engines|models?)$/;

/** Whether a request's body names a model, and has one of these entries besides. */
function sendsModelAnd(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  prompts: readonly string[],
): boolean {
  return bodyKeys(resolver, file, call).some(
    (keys) => keys.includes('model') && prompts.some((prompt) => keys.includes(prompt)),
  );
}

/** Of a URL of which nothing is known, who is sent a model's name and messages is a model, or a prompt and how to go on from it. */
function asksByBody(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  return bodyKeys(resolver, file, call).some(
    (keys) =>
      keys.includes('model') &&
      (keys.includes('messages') || (keys.includes('prompt') && keys.some((key) => GOES_ON.test(key)))),
  );
}

const GOES_ON = /^(?:max_(?:new_|completion_|output_)?tokens|temperature|stream)$/;

function bodyKeys(resolver: Resolver, file: LinkedFile, call: CallFact): string[][] {
  return bodiesOf(resolver, file, call).flatMap((body) =>
    body.kind === 'record'
      ? [body.value.entries.map(({ key }) => (key.kind === 'text' ? key.text : ''))]
      : [],
  );
}

/** `/api/chat` is what people call their own too, but they name it no model. */
const PROMPTS = ['messages', 'prompt', 'input', 'documents'];

/** The path of a URL whose host may be unknown. */
export function pathOf(url: string): string {
  const endpoint = parseEndpoint(url);
  return endpoint ? endpoint.path : url.slice(HOLE.length).replace(/[?#].*$/s, '');
}

function hasUnknownHost(url: string): boolean {
  return parseEndpoint(url)?.host.includes(HOLE) ?? url.startsWith(HOLE);
}
