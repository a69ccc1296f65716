import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmulatedGitHub } from '../github/index.ts';
import type { Answer, Question } from './app-messages.ts';

/** One process that runs the app, until it is killed. */
export class AppProcess {
  /** Resolves with its address, or with `null` if it ends before it listens. */
  readonly listening: Promise<string | null>;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (unfinished: number | null) => void>();
  #lastId = 0;

  constructor(github: EmulatedGitHub, settings: { databaseUrl: string; port: number }, now: Date) {
    this.#child = fork(new URL('./app-child.ts', import.meta.url), {
      env: { PATH: process.env.PATH, ...environmentFor(github, settings), TOLD_TIME: now.toISOString() },
      // As in `bin/tollgate.mjs`, which says why.
      execArgv: ['--no-wasm-code-gc', '--no-flush-liftoff-code'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.ended = once(this.#child, 'exit').then(() => this.#giveUp());
    this.listening = Promise.race([this.#address(), this.ended.then(() => null)]);
    this.#child.on('message', (answer: Answer) => this.#hear(answer));
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends it at once, wherever it is. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to finish what runs and to end. @returns its exit code */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.ended;
    return this.#child.exitCode;
  }

  tell(now: Date): void {
    this.#send({ ask: 'pass', now: now.toISOString() });
  }

  /** Has the deadlines looked at. Resolves once that is durable, or it has ended. */
  async sweep(): Promise<void> {
    await this.#ask('sweep');
  }

  /** Jobs that are not done; `null` if it has ended. */
  unfinished(): Promise<number | null> {
    return this.#ask('unfinished');
  }

  async #address(): Promise<string | null> {
    const [answer]: Answer[] = await once(this.#child, 'message');
    return answer && 'url' in answer ? answer.url : null;
  }

  #ask(ask: 'sweep' | 'unfinished'): Promise<number | null> {
    if (!this.alive) return Promise.resolve(null);
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<number | null>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ ask, id });
    return answered;
  }

  #send(question: Question): void {
    // It may be dying at this moment: then nobody listens, and `ended` says so.
    if (this.#child.connected) this.#child.send(question, () => undefined);
  }

  #hear(answer: Answer): void {
    if (!('unfinished' in answer)) return;
    this.#waiting.get(answer.id)?.(answer.unfinished);
    this.#waiting.delete(answer.id);
  }

  #giveUp(): void {
    for (const resolve of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
  }
}

export function environmentFor(
  github: EmulatedGitHub,
  { databaseUrl, port }: { databaseUrl: string; port: number },
): NodeJS.ProcessEnv {
  return {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_API_URL: github.url,
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    PORT: String(port),
    // The real schedule, at a time that does not come: the story says itself when time has passed.
    SWEEP_CRON: '0 0 1 1 *',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    // A story has more to say in a minute than GitHub takes.
    PACE_WRITES: 'off',
    // As `bin/tollgate.mjs` has it by default: what was compiled once is not compiled again.
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
  };
}
