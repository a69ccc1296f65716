import { isJobQueue } from '../catalog/job-queues.ts';
import type { CallFact, FileFacts, Value } from '../facts.ts';
import type { LinkedFile, PlacedValue, Resolved, Resolver } from './model.ts';
import { symbolKey } from './tree.ts';

/** What does the jobs of a queue, under the key of its name. */
interface Worker {
  symbol: string;
  placed: PlacedValue;
}

/** Of what does the jobs of a queue with some name. */
export function queueKey(name: string): string {
  return symbolKey('npm', ['queue', name]);
}

/**
 * What a call sets up to do a queue's jobs: `new Worker('summaries', work)` of BullMQ, `queue.process(work)` of Bull,
 * `boss.work('summaries', work)` of pg-boss, and NestJS's `@Processor('summaries')`.
 */
export function workersOf(resolver: Resolver, file: LinkedFile, call: CallFact): Worker[] {
  const [value] = workOf(resolver, file, call);
  if (!value) return [];
  const placed = { file, value };
  return namesOf(resolver, file, call).map((name) => ({ symbol: queueKey(name), placed }));
}

/** What a call hands over to be run for each job. */
function workOf(
  resolver: Resolver,
  file: LinkedFile,
  { callee, construct, positional, range }: CallFact,
): Value[] {
  if (positional.length === 0) return [];
  if (callee.kind === 'member' && !construct) return WORKS.has(callee.property) ? positional.slice(-1) : [];
  const name = queueSymbol(resolver, file, callee);
  if (name === 'Worker') return construct ? positional.slice(1, 2) : [];
  return name === 'Processor' ? decorated(file.facts, range.startLine) : [];
}

const WORKS: ReadonlySet<string> = new Set(['process', 'work']);

/** The name in a package of queues that is called; `null` if it is of none. */
export function queueSymbol(resolver: Resolver, file: LinkedFile, callee: Value): string | null {
  if (!usesQueues(file.facts)) return null;
  const found = resolver.objects.resolve(file, callee).find(isOfQueues);
  return found?.kind === 'symbol' ? (found.path.at(-1) ?? 'default') : null;
}

function usesQueues({ imports }: FileFacts): boolean {
  return imports.some(({ module }) => isJobQueue(module));
}

/** The class that a decorator stands before. */
function decorated({ classes }: FileFacts, line: number): Value[] {
  const index = classes.findIndex(({ range }) => range.startLine <= line && range.endLine >= line);
  return index < 0 ? [] : [{ kind: 'class', class: index }];
}

/** The names that a queue may have, as a call says them: itself, or where the queue was made that it is called on. */
function namesOf(
  resolver: Resolver,
  file: LinkedFile,
  { callee, construct, positional }: CallFact,
): string[] {
  const [first] = positional;
  if (!first) return [];
  if (callee.kind !== 'member' || construct) return textsOf(resolver, file, first);
  const holders = resolver.objects.resolve(file, callee.object);
  if (callee.property === 'process') return holders.flatMap((one) => madeUnder(resolver, one));
  return holders.some(isMadeByQueues) ? textsOf(resolver, file, first) : [];
}

/** The names of a queue by what made it: `new Queue('summaries')`. */
export function madeUnder(resolver: Resolver, queue: Resolved): string[] {
  if (queue.kind !== 'instance' || !isMadeByQueues(queue)) return [];
  const [name] = queue.call.positional;
  return name ? textsOf(resolver, queue.file, name) : [];
}

/** Whether a package of queues made something. */
export function isMadeByQueues(made: Resolved): boolean {
  return made.kind === 'instance' && isOfQueues(made.of);
}

function isOfQueues(found: Resolved): boolean {
  return found.kind === 'symbol' && found.registry === 'npm' && isJobQueue(found.module);
}

/** The texts that a name may be. */
export function textsOf(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  const found = resolver.texts.resolve(file, value).slice(0, MOST_NAMES);
  return found.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}

/** Nobody keeps one queue under more. */
const MOST_NAMES = 20;
