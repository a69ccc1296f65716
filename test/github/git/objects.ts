import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { spawnGit } from './process.ts';

export interface GitObject {
  sha: string;
  type: 'blob' | 'tree' | 'commit' | 'tag';
  content: Buffer;
}

type Waiter = { resolve: (object: GitObject | null) => void; reject: (error: Error) => void };

/** Reads objects of one repository through one `git cat-file --batch` process, started on first use. */
export class ObjectReader {
  readonly #folder: string;
  #child: ChildProcessWithoutNullStreams | null = null;
  #pending: Buffer = Buffer.alloc(0);
  #waiters: Waiter[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param name a full or abbreviated object name; null if there is no such object. */
  read(name: string): Promise<GitObject | null> {
    if (!/^[0-9a-f]{4,40}$/.test(name)) return Promise.resolve(null);
    const child = this.#start();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      child.stdin.write(`${name}\n`);
    });
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    const closed = once(child, 'close');
    child.stdin.end();
    await closed;
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child;
    const child = spawnGit(this.#folder, ['cat-file', '--batch']);
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    child.stderr.resume();
    child.stdin.on('error', () => undefined);
    child.on('close', () => this.#abandon());
    this.#child = child;
    return child;
  }

  #receive(chunk: Buffer): void {
    this.#pending = this.#pending.length ? Buffer.concat([this.#pending, chunk]) : chunk;
    while (this.#takeOne()) {
      // every complete answer in the buffer is taken
    }
  }

  #takeOne(): boolean {
    const end = this.#pending.indexOf(10);
    if (end < 0) return false;
    const header = this.#pending.toString('utf8', 0, end);
    const match = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(header);
    if (!match) return this.#answer(null, end + 1);
    const size = Number(match[3]);
    const next = end + 1 + size + 1;
    if (this.#pending.length < next) return false;
    const content = Buffer.from(this.#pending.subarray(end + 1, end + 1 + size));
    return this.#answer({ sha: match[1] ?? '', type: match[2] as GitObject['type'], content }, next);
  }

  #answer(object: GitObject | null, next: number): true {
    this.#pending = this.#pending.subarray(next);
    this.#waiters.shift()?.resolve(object);
    return true;
  }

  #abandon(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error('git cat-file ended'));
  }
}
