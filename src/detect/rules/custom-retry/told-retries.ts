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

/** `graph.add_node("plan", plan, retry_policy=RetryPolicy(max_attempts=3))` of LangGraph, and Temporal's activities. */
export function isGivenPolicy(file: LinkedFile, { named }: CallFact): boolean {
  return named.some(({ name, value }) => {
    const made = /^retry(?:_policy)?$/.test(name) ? callBehind(file.facts, value) : undefined;
    const isOnce = (given: CallFact['named'][number]) =>
      /^max(?:imum)?_attempts$/.test(given.name) && given.value.kind === 'number' && given.value.number === 1;
    return made !== undefined && calledName(made.callee) === 'RetryPolicy' && !made.named.some(isOnce);
  });
}

/**
 * `@shared_task(autoretry_for=(Exception,))` and `@app.task(base=OwnTask)` of Celery, `@task(retries=3)` of Prefect and
 * Airflow, and people's own decorators that are told how often: `@guarded("no answer", max_retries=3)`.
 */
export function retriedTask(file: LinkedFile, { callee }: CallFact): string | null {
  const decorator = callBehind(file.facts, callee);
  const name = decorator ? dottedName(file, callee) : '';
  const isRetried = decorator?.named.some(
    (given) =>
      given.name === 'autoretry_for' ||
      tellsHowOften(given, CELERY.test(name) ? 'retries' : null) ||
      (given.name === 'base' && isRetryingTask(file, given.value)),
  );
  return isRetried ? name : null;
}

/** Of Celery's tasks `max_retries` limits what they do by themselves. */
const CELERY = /(?:^|[._])task$/i;

function tellsHowOften({ name, value }: CallFact['named'][number], only: string | null): boolean {
  return (only === null ? TIMES.test(name) : name === only) && !isOff(value);
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
