import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.ts';

/** Linux counts CPU time in hundredths of a second, whatever its kernel does inside. */
const TICKS = 100;

/** A server in a process of its own. */
export class Service {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  /**
   * @param args for Node: what to run
   * @param alive the path that answers 200 once it listens
   */
  static async start(args: readonly string[], env: NodeJS.ProcessEnv, alive: string): Promise<Service> {
    const port = await freePort();
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', HOST: '127.0.0.1', ...env, PORT: String(port) },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    const service = new Service(`http://127.0.0.1:${port}`, child);
    while (!(await service.#answers(alive))) {
      if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended with ${child.exitCode}.`);
      await delay(50);
    }
    return service;
  }

  /** User and system together, of all its threads. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** Highest resident set so far, in megabytes. */
  peakMegabytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #answers(path: string): Promise<boolean> {
    return fetch(this.url + path).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
}
