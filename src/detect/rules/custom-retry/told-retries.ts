import type { CallFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { callBehind } from '../code/structure.ts';

type Entry = (Value & { kind: 'object' })['entries'][number];

/**
 * `guarded(() => ask(prompt), { retries: 3 })`, `step.do('ask', { retries: { limit: 3 } }, () => ask(prompt))`: what runs
 * a function, and is told how often to try again.
 */
export function toldToRetry(
  resolver: Resolver,
  file: LinkedFile,
  { construct, positional }: CallFact,
  name: string,
): string | null {
  const others = positional.filter(({ kind }) => kind !== 'function');
  if (construct || name === '' || others.length === positional.length) return null;
  const isTold = others.some((value) =>
    resolver.objects
      .resolve(file, value)
      .some((one) => one.kind === 'record' && one.value.entries.some(saysHowOften)),
  );
  return isTold ? name : null;
}

/**
 * `graph.add_node("plan", plan, retry_policy=RetryPolicy(max_attempts=3))` of LangGraph, Temporal's activities, Dagster's
 * `@op(retry_policy=RetryPolicy(max_retries=3))` and RQ's `queue.enqueue(ask, retry=Retry(max=3))`; the policy may have a name.
 */
export function isGivenPolicy(resolver: Resolver, file: LinkedFile, { callee, named }: CallFact): boolean {
  // A decorator with arguments is called, and what it gives is called with the function.
  return [...named, ...(callBehind(file.facts, callee)?.named ?? [])].some(
    ({ name, value }) => /^retry(?:_policy)?$/.test(name) && madeBy(resolver, file, value).some(isPolicy),
  );
}

/** `PythonOperator(task_id="sum-up", python_callable=sum_up, retries=3)` of Airflow. */
export function isRetriedOperator({ named }: CallFact): boolean {
  return (
    named.some(({ name }) => name === 'python_callable') &&
    named.some((given) => tellsHowOften(given, OF_TASKS))
  );
}

/** The calls that made what a value is, where it stands or behind its name. */
function madeBy(resolver: Resolver, file: LinkedFile, value: Value): CallFact[] {
  const made = callBehind(file.facts, value);
  if (made) return [made];
  return resolver.objects.resolve(file, value).flatMap((one) => (one.kind === 'instance' ? [one.call] : []));
}

function isPolicy({ callee, named, positional }: CallFact): boolean {
  const name = calledName(callee);
  // Others of that name are told what a client does by itself: `Retry(total=3)` of urllib3.
  if (name === 'Retry') return positional[0]?.kind === 'number' || named.some((one) => one.name === 'max');
  return name === 'RetryPolicy' && !named.some(isOnce);
}

function isOnce({ name, value }: CallFact['named'][number]): boolean {
  if (value.kind !== 'number') return false;
  return /^max(?:imum)?_attempts$/.test(name)
    ? value.number === 1
    : name === 'max_retries' && value.number < 1;
}

/**
 * `@shared_task(autoretry_for=(Exception,))` and `@app.task(base=OwnTask)` of Celery, `@task(retries=3)` of Prefect and
 * Airflow, taskiq's `@broker.task(retry_on_error=True)`, and people's own decorators that are told how often:
 * `@guarded("no answer", max_retries=3)`.
 */
export function retriedTask(file: LinkedFile, { callee }: CallFact): string | null {
  const decorator = callBehind(file.facts, callee);
  const name = decorator ? dottedName(file, callee) : '';
  const isRetried = decorator?.named.some(
    (given) =>
      given.name === 'autoretry_for' ||
      (given.name === 'retry_on_error' && given.value.kind === 'boolean' && given.value.boolean) ||
      tellsHowOften(given, CELERY.test(name) ? OF_TASKS : TIMES) ||
      (given.name === 'base' && isRetryingTask(file, given.value)),
  );
  return isRetried ? name : null;
}

/** Of Celery's tasks `max_retries` limits what they do by themselves. */
const CELERY = /(?:^|[._])task$/i;

/** Prefect's `retries=3`, Procrastinate's `retry=3` and `retry=RetryStrategy(…)`. */
const OF_TASKS = /^retr(?:ies|y)$/;

function tellsHowOften({ name, value }: CallFact['named'][number], names: RegExp): boolean {
  return names.test(name) && !isOff(value);
}

/** `retry=4`, `max_attempts=LIMIT`, `num_retries=2`, `retry_count=3` */
const TIMES =
  /^(?:(?:max|num|n)_?)?(?:retry|retries|attempts|tries|retry_?(?:count|times|attempts|limit|max))$/i;

/** `class OwnTask(Task): autoretry_for = (Exception,)` */
function isRetryingTask({ facts }: LinkedFile, value: Value): boolean {
  return (
    value.kind === 'class' &&
    facts.classes[value.class]?.attributes.some(({ name }) => name === 'autoretry_for') === true
  );
}

/** `task({ retry: { maxAttempts: 3 }, run })` of Trigger.dev, `createFunction({ retries: 3 }, event, run)` of Inngest. */
export function retriedJob({ callee, positional }: CallFact): string | null {
  const name = calledName(callee);
  if (!JOBS.test(name)) return null;
  const isTold = positional.some(
    (value) =>
      value.kind === 'object' && value.entries.some((entry) => saysHowOften(entry) || isJobRetry(entry)),
  );
  return isTold ? name : null;
}

const JOBS = /^(?:task|schemaTask|createFunction)$/;

function isJobRetry({ key, value }: Entry): boolean {
  const most =
    key.kind === 'text' && key.text === 'retry' && value.kind === 'object'
      ? value.entries.find((entry) => entry.key.kind === 'text' && entry.key.text === 'maxAttempts')?.value
      : undefined;
  return most !== undefined && !(most.kind === 'number' && most.number <= 1);
}

/** `{ run: async () => … }` */
export function runOf(value: Value): Value[] {
  if (value.kind !== 'object') return [];
  return value.entries.flatMap((entry) =>
    entry.key.kind === 'text' && entry.key.text === 'run' ? [entry.value] : [],
  );
}

function saysHowOften({ key, value }: Entry): boolean {
  return key.kind === 'text' && HOW_OFTEN.test(key.text) && !isOff(value);
}

function isOff(value: Value): boolean {
  return value.kind === 'none' || value.kind === 'boolean' || (value.kind === 'number' && value.number < 1);
}

const HOW_OFTEN =
  /^(?:max_?)?(?:retries|retry_?(?:count|attempts|limit))$|^retry_?(?:config|options|opts|policy|strategy)$/i;
