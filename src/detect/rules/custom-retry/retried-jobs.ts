import { isJobQueue } from '../../catalog/job-queues.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import { valuesUnder } from '../../link/entries.ts';
import { isMadeByQueues, madeUnder, queueKey, queueSymbol, textsOf } from '../../link/job-queues.ts';
import type { LinkedFile, PlacedValue, Resolved, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { optionValues } from '../calls/options.ts';
import { callBehind } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { functionsOf, leadsToModel } from './leading-calls.ts';

/**
 * Jobs that ask a model and are done again when they fail, since whoever adds them says how often:
 * `queue.add('summary', { id }, { attempts: 3 })`, `new Queue('summaries', { defaultJobOptions: { attempts: 3 } })`. What
 * does them stands wherever the queue's name does.
 */
export function retriedJobs(resolver: Resolver, file: LinkedFile): Hit[] {
  if (file.registry !== 'npm') return [];
  return file.facts.calls.flatMap((call) => {
    if (!timesTold(resolver, file, call).some((one) => one.kind === 'number' && one.number > 1)) return [];
    const name = namesTold(resolver, file, call).find((one) => asksForJob(resolver, one));
    return name === undefined ? [] : [hitAt(call, name)];
  });
}

function hitAt(call: CallFact, name: string): Hit {
  return {
    place: placeOf(call),
    what: `jobs of ${name} tried again`,
    message: `What does the jobs of ${name} asks a model, and does them again when that fails. The gateway retries and falls back by itself: do each job once, and let the gateway's configuration say how often it asks.`,
    service: null,
  };
}

/** How often jobs may be done, as far as a call says so that adds them or makes their queue. */
function timesTold(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] {
  if (addsMany(call)) return jobsOf(resolver, file, call).flatMap((job) => timesOf(resolver, job));
  const option = optionOf(resolver, file, call);
  return option === null ? [] : (optionValues(resolver, file, call, [option], 'hold') ?? []);
}

function addsMany({ callee }: CallFact): boolean {
  return callee.kind === 'member' && callee.property === 'addBulk';
}

/** `queue.addBulk([{ name, data, opts }])`, `queue.addBulk(texts.map((text) => ({ name, data: { text }, opts })))` */
function jobsOf(resolver: Resolver, file: LinkedFile, { positional: [first] }: CallFact): PlacedValue[] {
  if (!first) return [];
  const made = callBehind(file.facts, first);
  const [each] = made?.callee.kind === 'member' && made.callee.property === 'map' ? made.positional : [];
  if (each?.kind === 'function')
    return (file.facts.functions[each.function]?.returns ?? []).map((value) => ({ file, value }));
  return resolver.objects
    .resolve(file, first)
    .flatMap((one) => (one.kind === 'list' ? one.items.map((value) => ({ file: one.file, value })) : []));
}

function timesOf(resolver: Resolver, { file, value }: PlacedValue): Resolved[] {
  if (value.kind !== 'object') return [];
  return valuesUnder(value, 'opts')
    .flatMap((options) => resolver.objects.resolve(file, options))
    .flatMap((one) =>
      one.kind === 'record'
        ? valuesUnder(one.value, 'attempts').flatMap((times) => resolver.resolve(one.file, times))
        : [],
    );
}

const BY_QUEUE = 'defaultJobOptions.attempts';

/** The option that says how often, of what adds jobs or makes a queue. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['add', 'attempts'],
  ['send', 'retryLimit'],
  ['createQueue', 'retryLimit'],
  ['registerQueue', BY_QUEUE],
]);

function optionOf(
  resolver: Resolver,
  file: LinkedFile,
  { callee, construct, positional }: CallFact,
): string | null {
  // `set.add(id)`, `response.send(text)`
  const mayTell = positional.length > 1 || calledName(callee) === 'registerQueue';
  if (!construct) return mayTell && callee.kind === 'member' ? (OPTIONS.get(callee.property) ?? null) : null;
  const made = queueSymbol(resolver, file, callee);
  return made === 'Queue' || made === 'default' ? BY_QUEUE : null;
}

/** The names that the queue may have which a call adds to, or makes. */
function namesTold(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const { callee, positional } = call;
  const [first] = positional;
  if (!first) return [];
  if (callee.kind !== 'member') return textsOf(resolver, file, first);
  if (callee.property === 'registerQueue')
    return (optionValues(resolver, file, call, ['name'], 'hold') ?? []).flatMap(asText);
  const holders = resolver.objects.resolve(file, callee.object);
  if (!/^add(?:Bulk)?$/.test(callee.property))
    return holders.some(isMadeByQueues) ? textsOf(resolver, file, first) : [];
  const made = holders.flatMap((one) => madeUnder(resolver, one));
  return made.length > 0 ? made : injected(resolver, file, callee.object);
}

function asText(one: Resolved): string[] {
  return one.kind === 'text' ? [one.text] : [];
}

/** `@InjectQueue('summaries') private readonly queue: Queue` of NestJS, whose `this.queue` is added to. */
function injected(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  if (value.kind !== 'member' || value.object.kind !== 'self') return [];
  const { bindings, classes, functions } = file.facts;
  const home = classes[value.object.class];
  const made = home?.methods.find(({ name }) => name === 'constructor');
  const parameters = functions[made?.function ?? -1]?.parameters ?? [];
  const queues = parameters.filter(({ binding }) => isQueue(bindings[binding]?.type));
  const told = injections(file.facts, home?.name ?? '');
  const place = queues.findIndex(({ name }) => name === value.property);
  const [name] = (told.length === queues.length ? told[place]?.positional : undefined) ?? [];
  return name ? textsOf(resolver, file, name) : [];
}

function isQueue(type: Value | undefined): boolean {
  return type?.kind === 'import' && isJobQueue(type.module) && calledName(type) === 'Queue';
}

/** Of a class, what names the queues that its constructor is handed, in their order. */
function injections({ calls }: FileFacts, home: string): CallFact[] {
  return calls.filter(
    ({ callee, scope }) =>
      callee.kind === 'import' &&
      callee.name === 'InjectQueue' &&
      scope.at(-1) === 'constructor' &&
      scope.at(-2) === home,
  );
}

/** Whether what does the jobs of a queue asks a model. */
function asksForJob(resolver: Resolver, name: string): boolean {
  return resolver
    .assigned(queueKey(name))
    .some((work) => leadsToModel(resolver, work.file, runFor(resolver, work)));
}

/** The functions that are run for a job. */
function runFor(resolver: Resolver, { file, value }: PlacedValue): ReturnType<typeof functionsOf> {
  if (value.kind !== 'class') return functionsOf(resolver, file, value);
  const methods = file.facts.classes[value.class]?.methods ?? [];
  return methods.flatMap(({ name, function: index }) => (name === 'constructor' ? [] : [{ file, index }]));
}
