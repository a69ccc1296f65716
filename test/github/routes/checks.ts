import { z } from 'zod';
import { announceRun, announceSuite, rerequestRun, suiteFor } from '../actions/checks.ts';
import { advance } from '../actions/mergeQueue.ts';
import { inRepository, type Route } from '../server/access.ts';
import {
  actorOf,
  type Call,
  created,
  numberParam,
  ok,
  param,
  type Reply,
  readBody,
  readQuery,
} from '../server/call.ts';
import { ApiError, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import type { Annotation, CheckRun, CheckSuite, Repository } from '../state/records.ts';
import { latestRuns } from '../state/requirements.ts';
import { annotationView, checkRunView, checkSuiteView } from '../views/checks.ts';
import { commitNamed } from './commits.ts';

const RUNS = '/repos/{owner}/{repo}/check-runs';
const SUITES = '/repos/{owner}/{repo}/check-suites';
const READ = { app: 'checks:read', user: 'read' } as const;
/** Only Apps write checks. */
const WRITE = { app: 'checks:write', user: 'never' } as const;

/** Check runs, their annotations and their suites. */
export function checkRoutes(): Route[] {
  return [
    inRepository(`POST ${RUNS}`, WRITE, createRun),
    inRepository(`GET ${RUNS}/{check_run_id}`, READ, (call, repository) =>
      ok(checkRunView(call.world, repository, runOf(call, repository))),
    ),
    inRepository(`PATCH ${RUNS}/{check_run_id}`, WRITE, updateRun),
    inRepository(`GET ${RUNS}/{check_run_id}/annotations`, READ, (call, repository) => {
      const run = runOf(call, repository);
      return page(call, run.output.annotations, (one) =>
        annotationView(call.world, repository, run.headSha, one),
      );
    }),
    inRepository(`POST ${RUNS}/{check_run_id}/rerequest`, WRITE, (call, repository) => {
      rerequestRun(call, repository, runOf(call, repository), actorOf(call).account);
      return created({});
    }),
    inRepository('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', READ, listRunsOfRef),
    inRepository('GET /repos/{owner}/{repo}/commits/{ref}/check-suites', READ, listSuitesOfRef),
    inRepository(`GET ${SUITES}/{check_suite_id}`, READ, async (call, repository) =>
      ok(await checkSuiteView(call.world, repository, suiteOf(call, repository), 'rest')),
    ),
    inRepository(`GET ${SUITES}/{check_suite_id}/check-runs`, READ, (call, repository) =>
      pageOfRuns(call, repository, suiteOf(call, repository).runs),
    ),
    inRepository(`POST ${SUITES}/{check_suite_id}/rerequest`, WRITE, async (call, repository) => {
      await announceSuite(call, repository, suiteOf(call, repository), 'rerequested', actorOf(call).account);
      return created({});
    }),
  ];
}

function runOf(call: Call, repository: Repository): CheckRun {
  const id = numberParam(call, 'check_run_id');
  const run = repository.suites.flatMap((suite) => suite.runs).find((one) => one.id === id);
  if (!run) throw notFound();
  return run;
}

function suiteOf(call: Call, repository: Repository): CheckSuite {
  const id = numberParam(call, 'check_suite_id');
  const suite = repository.suites.find((one) => one.id === id);
  if (!suite) throw notFound();
  return suite;
}

const AnnotationBody = z.object({
  path: z.string(),
  start_line: z.number().int(),
  end_line: z.number().int(),
  start_column: z.number().int().optional(),
  end_column: z.number().int().optional(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().optional(),
  raw_details: z.string().optional(),
});

const Output = z.object({
  title: z.string().optional(),
  summary: z.string(),
  text: z.string().optional(),
  annotations: z.array(AnnotationBody).default([]),
});

const RunChange = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  started_at: z.string().optional(),
  conclusion: z.string().optional(),
  completed_at: z.string().optional(),
  output: Output.optional(),
  actions: z
    .array(z.object({ label: z.string(), description: z.string(), identifier: z.string() }))
    .optional(),
});

const NewRun = RunChange.extend({ name: z.string(), head_sha: z.string() });

/** A check holds at most so many annotations a request, and so many bytes of summary and of text. */
const MOST_ANNOTATIONS = 50;
const LONGEST_OUTPUT_BYTES = 65_535;
/** An action's description (docs: "Create a check run"; the description file leaves it out). */
const LONGEST_ACTION_DESCRIPTION = 40;

function refuseOutput(change: z.output<typeof RunChange>): void {
  const { output } = change;
  for (const field of ['summary', 'text'] as const) {
    const bytes = Buffer.byteLength(output?.[field] ?? '');
    if (bytes > LONGEST_OUTPUT_BYTES)
      throw new ApiError(
        422,
        `Invalid request.\n\nOnly ${LONGEST_OUTPUT_BYTES} characters are allowed for ${field}; ${bytes} were supplied.`,
      );
  }
  const annotations = output?.annotations ?? [];
  if (annotations.length > MOST_ANNOTATIONS)
    throw new ApiError(
      422,
      `Invalid request.\n\nNo more than ${MOST_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`,
    );
  if (annotations.some((one) => one.end_line < one.start_line))
    throw new ApiError(422, 'Invalid request.\n\nend_line is before start_line');
  const overlong = change.actions?.some((action) => action.description.length > LONGEST_ACTION_DESCRIPTION);
  if (overlong)
    throw new ApiError(
      422,
      `Invalid request.\n\nOnly ${LONGEST_ACTION_DESCRIPTION} characters are allowed for an action's description.`,
    );
}

async function createRun(call: Call, repository: Repository): Promise<Reply> {
  const fresh = readBody(call, NewRun);
  refuseOutput(fresh);
  const sha = await commitNamed(repository, fresh.head_sha);
  const run = blankRun(call, repository, sha, fresh.name);
  applyChange(call, run, fresh);
  addRun(run);
  const by = actorOf(call).account;
  await announceRun(call, repository, run, 'created', by);
  if (run.status === 'completed') {
    await announceRun(call, repository, run, 'completed', by);
    await advance(call, repository);
  }
  return created(checkRunView(call.world, repository, run));
}

/** A suite keeps so many runs of one name; GitHub deletes the oldest beyond it (docs: "Create a check run"). */
const MOST_RUNS_OF_A_NAME = 1000;

function addRun(run: CheckRun): void {
  const { suite } = run;
  suite.runs.push(run);
  const same = suite.runs.filter((one) => one.name === run.name);
  if (same.length > MOST_RUNS_OF_A_NAME) suite.runs = suite.runs.filter((one) => one !== same[0]);
}

function blankRun(call: Call, repository: Repository, sha: string, name: string): CheckRun {
  const branch = [...repository.git.branches()].find(([, tip]) => tip === sha)?.[0] ?? null;
  return {
    id: call.world.nextId(),
    suite: suiteFor(call, repository, { sha, branch, before: null }),
    name,
    headSha: sha,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: call.world.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
  };
}

async function updateRun(call: Call, repository: Repository): Promise<Reply> {
  const run = runOf(call, repository);
  const change = readBody(call, RunChange);
  refuseOutput(change);
  const before = run.status;
  applyChange(call, run, change);
  const completed = run.status === 'completed' && (before !== 'completed' || change.conclusion !== undefined);
  if (completed) {
    await announceRun(call, repository, run, 'completed', actorOf(call).account);
    await advance(call, repository);
  }
  return ok(checkRunView(call.world, repository, run));
}

/** @throws ApiError 422 if it would be completed without a conclusion. */
function applyChange(call: Call, run: CheckRun, change: z.output<typeof RunChange>): void {
  const status = change.conclusion === undefined ? (change.status ?? run.status) : 'completed';
  const conclusion = status === 'completed' ? (change.conclusion ?? run.conclusion) : null;
  if (status === 'completed' && conclusion === null)
    throw new ApiError(422, 'Invalid request.\n\nMissing required key "conclusion".');
  run.suite.updatedAt = call.world.now();
  run.status = status;
  run.conclusion = conclusion;
  run.completedAt =
    status === 'completed' ? (change.completed_at ?? run.completedAt ?? call.world.now()) : null;
  run.name = change.name ?? run.name;
  run.externalId = change.external_id ?? run.externalId;
  run.detailsUrl = change.details_url ?? run.detailsUrl;
  run.startedAt = change.started_at ?? run.startedAt;
  run.actions = change.actions ?? run.actions;
  if (change.output) applyOutput(run, change.output);
}

/** Text is replaced; annotations only ever come to those that are there. */
function applyOutput(run: CheckRun, output: z.output<typeof Output>): void {
  run.output.title = output.title ?? run.output.title;
  run.output.summary = output.summary;
  run.output.text = output.text ?? run.output.text;
  run.output.annotations.push(...output.annotations.map(toAnnotation));
}

function toAnnotation(body: z.output<typeof AnnotationBody>): Annotation {
  const { start_column = null, end_column = null, title = null, raw_details = null, ...rest } = body;
  return { ...rest, start_column, end_column, title, raw_details };
}

const RunListing = z.object({
  check_name: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  filter: z.enum(['latest', 'all']).default('latest'),
  app_id: z.coerce.number().optional(),
});

async function listRunsOfRef(call: Call, repository: Repository): Promise<Reply> {
  const sha = await commitNamed(repository, param(call, 'ref'));
  const { filter } = readQuery(call, RunListing);
  const all = repository.suites.filter((suite) => suite.headSha === sha).flatMap((suite) => suite.runs);
  return pageOfRuns(call, repository, filter === 'latest' ? latestRuns(repository, sha) : all);
}

function pageOfRuns(call: Call, repository: Repository, runs: CheckRun[]): Promise<Reply> {
  const query = readQuery(call, RunListing);
  const found = runs.filter(
    (run) =>
      (query.check_name === undefined || run.name === query.check_name) &&
      (query.status === undefined || run.status === query.status) &&
      (query.app_id === undefined || query.app_id === call.world.app.id),
  );
  const newestFirst = found.toSorted((one, other) => other.id - one.id);
  return page(
    call,
    newestFirst,
    (run) => checkRunView(call.world, repository, run),
    (shown, total) => ({ total_count: total, check_runs: shown }),
  );
}

const SuiteListing = z.object({ app_id: z.coerce.number().optional(), check_name: z.string().optional() });

async function listSuitesOfRef(call: Call, repository: Repository): Promise<Reply> {
  const sha = await commitNamed(repository, param(call, 'ref'));
  const query = readQuery(call, SuiteListing);
  const found = repository.suites.filter(
    (suite) =>
      suite.headSha === sha &&
      (query.app_id === undefined || query.app_id === call.world.app.id) &&
      (query.check_name === undefined || suite.runs.some((run) => run.name === query.check_name)),
  );
  return page(
    call,
    found,
    (suite) => checkSuiteView(call.world, repository, suite, 'rest'),
    (shown, total) => ({ total_count: total, check_suites: shown }),
  );
}
