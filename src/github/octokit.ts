import { setTimeout as delay } from 'node:timers/promises';
import { ProbotOctokit } from 'probot';
import { statusOf } from './client.ts';
import { headersOf } from './limits.ts';
import { pauseAfter } from './patience.ts';

/** Milliseconds after which a call counts as lost. */
export interface Deadlines {
  read: number;
  /** A write that is lost costs more to find again. */
  write: number;
}

/** GitHub itself gives up after 10 seconds. */
const DEADLINES: Deadlines = { read: 15_000, write: 30_000 };

/** Milliseconds that a tarball may take, once its first byte is there. */
const TARBALL_TIMEOUT_MS = 600_000;

/** A token is made anew for whoever asks: the one request that may be repeated though it is no GET. */
const TOKEN_PATH = /\/app\/installations\/[^/]+\/access_tokens$/;

/** One request to GitHub as it ended. */
export interface ApiCall {
  /** As GitHub's documentation names it: `GET /repos/{owner}/{repo}/pulls/{pull_number}`. */
  operation: string;
  /** `null` where the App speaks for itself. */
  installationId: number | null;
  /** `null` where no answer came. */
  status: number | null;
  seconds: number;
  /** Requests that the installation has left in this hour, where the answer says so. */
  remaining: number | null;
}

/** Who sees every request. */
export interface CallObserver {
  ended(call: ApiCall): void;
}

/** Who is asked before an installation writes anything. */
export interface WriteGate {
  /** @throws {Paced} if it has written as much as GitHub allows */
  admit(installationId: number, operation: string): Promise<void>;
}

/** What Octokit's hooks hand over, as far as it is read here. */
interface CallOptions {
  method: string;
  /** A template, or the whole URL of a further page. */
  url: string;
  request?: { parseSuccessResponseBody?: boolean | undefined };
}

interface CallAnswer {
  status: number;
  headers: object;
  data: unknown;
}

interface Surroundings {
  observer: CallObserver;
  deadlines: Deadlines;
  installationId: number | null;
}

type Send<Options, Answer> = (options: Options) => Answer | Promise<Answer>;

/**
 * Probot's Octokit for our jobs: reads are repeated for a few seconds, writes keep to GitHub's limits, everything has its
 * deadline, and whoever observes is told. All other waiting is the queue's: Probot's own retries and pacing would hold a job in memory and
 * lose it with the process.
 */
export function octokitFor(
  observer: CallObserver,
  gate: WriteGate,
  deadlines = DEADLINES,
): typeof ProbotOctokit {
  const surroundings = (installationId: number | null): Surroundings => ({
    observer,
    deadlines,
    installationId,
  });
  return ProbotOctokit.plugin((octokit, { auth }) => {
    const installationId = Number(auth?.installationId) || null;
    octokit.hook.wrap('request', async (send, options) => {
      const isWrite = !isSafe(options);
      if (isWrite && installationId !== null) await gate.admit(installationId, operationOf(options));
      return patiently(send, options, surroundings(installationId));
    });
    return {};
  }).defaults((options: ConstructorParameters<typeof ProbotOctokit>[0]) => ({
    ...options,
    // Tokens are fetched by a request function of their own, which knows no plugin.
    auth: {
      ...options?.auth,
      request: options?.auth?.request?.defaults({
        request: {
          hook: (send: Send<CallOptions, CallAnswer>, call: CallOptions) =>
            patiently(send, call, surroundings(null)),
        },
      }),
    },
    throttle: { ...options?.throttle, enabled: false },
    retry: { enabled: false },
  }));
}

async function patiently<Options extends CallOptions, Answer extends CallAnswer>(
  send: Send<Options, Answer>,
  options: Options,
  surroundings: Surroundings,
): Promise<Answer> {
  const start = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      return await sendOnce(send, options, surroundings);
    } catch (error) {
      const elapsed = performance.now() - start;
      const failed = { error, isSafe: isSafe(options), tries, elapsed, now: new Date() };
      const pause = pauseAfter(failed, Math.random());
      if (pause === null) throw error;
      await delay(pause);
    }
  }
}

function isSafe({ method, url }: CallOptions): boolean {
  return method === 'GET' || method === 'HEAD' || TOKEN_PATH.test(url);
}

async function sendOnce<Options extends CallOptions, Answer extends CallAnswer>(
  send: Send<Options, Answer>,
  options: Options,
  { observer, deadlines, installationId }: Surroundings,
): Promise<Answer> {
  const start = performance.now();
  const ended = (status: number | null, headers: Record<string, unknown>) =>
    observer.ended({
      operation: operationOf(options),
      installationId,
      status,
      seconds: (performance.now() - start) / 1000,
      remaining: countOf(headers['x-ratelimit-remaining']),
    });
  try {
    const answer = await withDeadline(send, options, deadlines);
    ended(answer.status, { ...answer.headers });
    return answer;
  } catch (error) {
    // Octokit gives its own status 500 to a request that was never answered.
    const wasAnswered = typeof error === 'object' && error !== null && 'response' in error && error.response;
    ended(wasAnswered ? statusOf(error) : null, headersOf(error));
    throw error;
  }
}

async function withDeadline<Options extends CallOptions, Answer extends CallAnswer>(
  send: Send<Options, Answer>,
  options: Options,
  { read, write }: Deadlines,
): Promise<Answer> {
  const deadline = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const limit = isSafe(options) ? read : write;
  const timer = setTimeout(() => {
    const error = new Error(`GitHub did not answer within ${limit / 1000} s.`);
    deadline.abort(error);
    // Node's fetch forgets now and then, with the garbage, whom an abort has to reach: then it waits for ever.
    reject(error);
  }, limit);
  const isStream = options.request?.parseSuccessResponseBody === false;
  const signal = isStream
    ? AbortSignal.any([deadline.signal, AbortSignal.timeout(TARBALL_TIMEOUT_MS)])
    : deadline.signal;
  try {
    const answer = await Promise.race([send({ ...options, request: { ...options.request, signal } }), late]);
    if (isTorn(answer)) throw new Error('The connection to GitHub broke in the middle of an answer.');
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/** Octokit takes what arrived of a broken JSON body for its text, and an empty text for an empty list. */
function isTorn({ headers, data }: CallAnswer): boolean {
  return (
    typeof data === 'string' && 'content-type' in headers && /json/.test(String(headers['content-type']))
  );
}

/** Further pages are named by a whole URL, of which there is no end. */
function operationOf({ method, url }: CallOptions): string {
  return url.startsWith('/') ? `${method} ${url}` : `${method} (next page)`;
}

function countOf(header: unknown): number | null {
  return header === undefined ? null : Number(header);
}
