import { SERVICES } from '../../catalog/catalog.ts';
import { pathMeaning } from '../../catalog/paths.ts';
import type { InferenceService } from '../../catalog/service.ts';
import type { Destination } from '../../endpoint.ts';
import { clientDestination, requestDestination, shownUrl } from '../../endpoint.ts';
import type { CallFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { HOLE } from '../../link/text.ts';
import { remembered } from '../code/remembered.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { clientAtGateway, gatewayUrl, requestAtGateway } from '../services/gateway-url.ts';
import { commandsOf, MAX_WORDS } from './command-words.ts';
import { optionValues } from './options.ts';
import { pathOf } from './unknown-hosts.ts';

/**
 * Requests that a program sends which the code runs: `subprocess.run(["curl", url, "-d", body])`, and programs that ask
 * a model themselves: `spawn('ollama', ['run', model, prompt])`.
 */
export function commandRequests(resolver: Resolver, file: LinkedFile): Hit[] {
  return file.facts.calls.flatMap((call) => {
    const sent = commandRequest(resolver, file, call);
    if (sent?.destination.kind !== 'direct') return [];
    const service = sent.destination.service?.name ?? null;
    const message = `This goes to ${service ?? 'an inference service'} and around the gateway. ${mendOf(resolver, sent)}.`;
    return [{ place: placeOf(call), what: sent.what, message, service }];
  });
}

/** What brings the program to the gateway: the variable that it reads, or another address. */
function mendOf(resolver: Resolver, { variable, path = '' }: CommandRequest): string {
  const gateway = gatewayUrl(resolver);
  if (variable === undefined) return requestAtGateway(path, gateway, `Call ${gateway} instead`);
  return variable === OLLAMA_VARIABLE
    ? clientAtGateway('Ollama', gateway)
    : `Set ${variable} in its environment to ${gateway}`;
}

const OLLAMA_VARIABLE = 'OLLAMA_HOST';

/** The calls that run a program which asks a model on a host that nobody knows. */
export function unknownCommands(
  resolver: Resolver,
  file: LinkedFile,
): { call: CallFact; request: CommandRequest }[] {
  return file.facts.calls.flatMap((call) => {
    const request = commandRequest(resolver, file, call);
    return request?.destination.kind === 'unknown' ? [{ call, request }] : [];
  });
}

interface CommandRequest {
  /** For people: `curl https://…`. */
  what: string;
  /** Unknown, or the gateway, only where the path tells that a model is asked. */
  destination: Exclude<Destination, { kind: 'elsewhere' }>;
  /** What says where the program asks, if it asks a model by itself. */
  variable?: string;
  /** The path that it is told to ask. */
  path?: string;
}

/** The LLM call that a program sends which a call runs; `null` if it sends none. */
export function commandRequest(resolver: Resolver, file: LinkedFile, call: CallFact): CommandRequest | null {
  return runs(resolver, file, call) ? requestOfCommand(resolver, file, call) : null;
}

const requestOfCommand = remembered((resolver, file, call: CallFact): CommandRequest | null => {
  for (const words of commandsOf(resolver, file, call)) {
    const request = requestOfWords(resolver, file, call, words);
    if (request) return request;
  }
  return null;
});

function requestOfWords(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  given: string[],
): CommandRequest | null {
  const asking = askingProgram(resolver, file, call, given);
  if (asking) return asking;
  const [program, ...words] = fromProgram(given);
  const url = program === undefined ? undefined : urlAmong(words);
  if (program === undefined || url === undefined) return null;
  const method = methodOf(words);
  const destination = requestDestination(url, { method, body: 'unknown' }, resolver.tree.policy);
  if (destination.kind === 'elsewhere') return null;
  const isTold =
    destination.kind === 'direct' || (method !== 'GET' && pathMeaning(pathOf(url)) === 'inference');
  if (!isTold) return null;
  return { what: `${program} ${shownUrl(url)}`, destination, path: pathOf(url) };
}

/** Modules that run programs, and their functions that do. */
const RUNNERS = new Map<string, RegExp>([
  ['subprocess', /^(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)$/],
  ['asyncio', /^create_subprocess_(?:exec|shell)$/],
  ['os', /^(?:system|popen)$/],
  ['child_process', /^(?:exec|execFile|spawn)(?:Sync)?$/],
  ['execa', /^(?:default|\$|execa(?:Sync|Command|CommandSync)?)$/],
  ['zx', /^\$$/],
  ['bun', /^(?:\$|spawn(?:Sync)?)$/],
  ['cross-spawn', /^(?:default|sync|spawn)$/],
  ['shelljs', /^exec$/],
  ['@actions/exec', /^(?:exec|getExecOutput)$/],
  ['node-pty', /^spawn$/],
]);

/** Bun's and Deno's own: `new Deno.Command('claude', { args })`. */
const RUNNER_GLOBALS = /^(?:Bun\.(?:\$|spawn(?:Sync)?)|Deno\.(?:Command|run))$/;

const RUNNER_NAMES =
  /^(?:default|run|call|check_\w+|Popen|get\w+put|create_subprocess_\w+|system|popen|exec\w*|spawn\w*|sync|Command|\$)$/;

function runs(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  if (!mayRun(callee)) return false;
  return resolver.objects.resolve(file, callee).some((one) => isRunner(resolver, one));
}

/** Before anything is resolved. */
function mayRun(callee: Value): boolean {
  if (callee.kind === 'member') return RUNNER_NAMES.test(callee.property);
  return callee.kind === 'binding' || (callee.kind === 'import' && RUNNER_NAMES.test(callee.name));
}

function isRunner(resolver: Resolver, callee: Resolved): boolean {
  if (callee.kind === 'global') return RUNNER_GLOBALS.test(callee.path.join('.'));
  if (callee.kind === 'symbol') {
    const names = RUNNERS.get(callee.module.replace(/^node:/, ''));
    return names?.test(callee.path.at(-1) ?? 'default') ?? false;
  }
  // `promisify(execFile)`
  if (callee.kind !== 'instance' || callee.of.kind !== 'symbol' || callee.of.path.at(-1) !== 'promisify')
    return false;
  const [given] = callee.call.positional;
  return (
    given !== undefined &&
    resolver.objects
      .resolve(callee.file, given)
      .some((one) => one.kind === 'symbol' && isRunner(resolver, one))
  );
}

const PROGRAM = /^(?:.*[/\\])?(curl|wget)(?:\.exe)?$/;

/** From the name of the program on, as it is called wherever it lies. */
function fromProgram(words: string[]): string[] {
  const at = words.findIndex((word) => PROGRAM.test(word));
  const program = PROGRAM.exec(words[at] ?? '')?.[1];
  return program === undefined ? [] : [program, ...words.slice(at + 1)];
}

interface AskingProgram {
  name: string;
  /** The word by which it asks a model, and does not do something else. */
  asks: RegExp;
  /** How many words behind its name that may stand. */
  within: number;
  /** Its service in the catalogue. */
  service: string;
  /** The variable that says where it asks. */
  variable: string;
}

/** Programs that ask a model themselves. */
const ASKING: readonly AskingProgram[] = [
  {
    name: 'ollama',
    asks: /^run$/,
    within: 1,
    service: 'ollama',
    variable: OLLAMA_VARIABLE,
  },
  {
    name: 'claude',
    asks: /^(?:-p|--print)$/,
    within: MAX_WORDS,
    service: 'anthropic',
    variable: 'ANTHROPIC_BASE_URL',
  },
  // https://docs.litellm.ai/docs/tutorials/litellm_gemini_cli, …/openai_codex
  {
    name: 'gemini',
    asks: /^(?:-p|--prompt)$/,
    within: MAX_WORDS,
    service: 'google-gemini',
    variable: 'GOOGLE_GEMINI_BASE_URL',
  },
  { name: 'codex', asks: /^exec$/, within: MAX_WORDS, service: 'openai', variable: 'OPENAI_BASE_URL' },
  // https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/use-byok-models
  {
    name: 'copilot',
    asks: /^(?:-p|--prompt)$/,
    within: MAX_WORDS,
    service: 'github-copilot',
    variable: 'COPILOT_PROVIDER_BASE_URL',
  },
  {
    name: 'qwen',
    asks: /^(?:-p|--prompt)$/,
    within: MAX_WORDS,
    service: 'dashscope',
    variable: 'OPENAI_BASE_URL',
  },
  // Those of many vendors: behind the name stands the model, or the prompt at once.
  { name: 'opencode', asks: /^run$/, within: 1, service: 'by-model-name', variable: 'OPENAI_BASE_URL' },
  {
    name: 'aider',
    asks: /^(?:-m|--message(?:-file)?)$/,
    within: MAX_WORDS,
    service: 'by-model-name',
    variable: 'OPENAI_API_BASE',
  },
  {
    name: 'llm',
    asks: /^(?:-m|--model|-s|--system|prompt)$/,
    within: 1,
    service: 'by-model-name',
    variable: 'OPENAI_BASE_URL',
  },
  {
    name: 'aichat',
    asks: /^(?:-m|--model|-r|--role|-S|--no-stream|["'\uFFFC].*)$/s,
    within: 1,
    service: 'by-model-name',
    variable: 'OPENAI_API_BASE',
  },
  {
    name: 'sgpt',
    asks: /^(?:-s|--shell|-c|--code|--chat|--model|--role|--no-\w+|["'\uFFFC].*)$/s,
    within: 1,
    service: 'openai',
    variable: 'API_BASE_URL',
  },
];

function askingProgram(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  words: readonly string[],
): CommandRequest | null {
  const programs = words.map((word, at) => programOf(word, words[at - 1]));
  for (const { name, asks, within, service: id, variable } of ASKING) {
    let last = Number.NEGATIVE_INFINITY;
    const told = words.find((word, at) => {
      if (asks.test(word) && at - last <= within) return true;
      if (programs[at] === name) last = at;
      else if (ENDS_COMMAND.test(word)) last = Number.NEGATIVE_INFINITY;
      return false;
    });
    const service = told === undefined ? undefined : SERVICES.find((one) => one.id === id);
    if (!service) continue;
    const destination = setDestination(resolver, file, call, { variable, service });
    return { what: /^[\w-]+$/.test(told ?? '') ? `${name} ${told}` : name, destination, variable };
  }
  return null;
}

/** Between two commands of a shell's line. */
const ENDS_COMMAND = /^(?:&&?|\|\|?|;)$|;$/;

/**
 * `claude` of `/usr/local/bin/claude` and of `claude.cmd`; `null` of `tests/claude`, unless a command begins with it, and
 * of what an option is given: `--name claude`.
 */
function programOf(word: string, before: string | undefined): string | null {
  const packaged = PACKAGES.find(([pattern]) => pattern.test(word));
  if (packaged) return packaged[1];
  const folder = word.slice(0, Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  const isFirst = before === undefined || ENDS_COMMAND.test(before);
  if (folder !== '' && !isFirst && !OF_PROGRAMS.test(folder)) return null;
  if (before?.startsWith('-') && !SWITCH.test(before)) return null;
  return word.slice(folder.length).replace(/\.(?:exe|cmd)$/, '');
}

/** What `npx` and its like fetch and run. */
const PACKAGES: readonly [RegExp, string][] = [
  [/^@anthropic-ai\/claude-code(?:@|$)/, 'claude'],
  [/^@google\/gemini-cli(?:@|$)/, 'gemini'],
  [/^@openai\/codex(?:@|$)/, 'codex'],
  [/^@github\/copilot(?:@|$)/, 'copilot'],
  [/^@qwen-code\/qwen-code(?:@|$)/, 'qwen'],
  [/^opencode-ai(?:@|$)/, 'opencode'],
];

/** Where programs lie; what nobody knows may be such a place. */
const OF_PROGRAMS = /(?:bin|\uFFFC)[/\\]$/;

/** What stands before a program that runs another, and takes no value: `npx -y claude`, `python -m llm`. */
const SWITCH = /^-(?:y|-yes|m|l?c|i|it|ti|T|E|H|q|-quiet|-silent|-)$/;

/** Where a program asks by its environment, the call's own or that of the tree; without a word there, its service. */
function setDestination(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { variable, service }: { variable: string; service: InferenceService },
): CommandRequest['destination'] {
  const inTree = (resolver.environment(variable) ?? []).flatMap((one) =>
    resolver.resolve(one.file, one.value),
  );
  const set = optionValues(resolver, file, call, [`env.${variable}`]) ?? inTree;
  const [first] = set.flatMap((value) =>
    value.kind === 'text' ? clientDestination(value.text, service, resolver.tree.policy) : [],
  );
  return first && first.kind !== 'elsewhere' ? first : { kind: 'direct', service };
}

/** What stands behind these is no address that is asked. */
const TAKES_VALUE =
  /^-(?:[HdoxeAuFb]|-(?:data[\w-]*|json|header|output|proxy|referer|user-agent|form[\w-]*|post-data))$/;

function urlAmong(words: string[]): string | undefined {
  return words
    .filter((_, at) => !TAKES_VALUE.test(words[at - 1] ?? ''))
    .map((word) => word.replace(/^['"]|['"]$/g, ''))
    .find((word) => /^(?:https?:\/\/|[\w.-]+:\d+\/)/.test(word) || word.startsWith(`${HOLE}/`));
}

const SENDS_BODY = /^-(?:d|F|T|-(?:data|json|form|post-)[\w-]*)/;

/** Programs read unless they are told to send something; of what nobody knows, a word may tell them. */
function methodOf(words: string[]): string | null {
  const at = words.findIndex((word) => /^(?:-X|--request|--method)$/.test(word));
  const named = at < 0 ? undefined : words[at + 1];
  if (named !== undefined) return named === HOLE ? null : named.toUpperCase();
  if (words.some((word) => SENDS_BODY.test(word))) return 'POST';
  return words.includes(HOLE) ? null : 'GET';
}
