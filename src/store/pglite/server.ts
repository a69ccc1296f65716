import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { threadModule } from '../../package.ts';
import type { FromMain, FromThread, PGliteThreadData } from './messages.ts';

/**
 * PGlite in a thread of its own, so that no statement holds up anything else in the process, and with PostgreSQL's protocol as
 * the way in, so that one driver does for both. It has one session: of several connections only the last one is heard.
 */
export interface PGliteServer {
  /** For the driver to connect with, as with a socket. */
  connect(): Duplex;
  /** Resolves if the thread ends by itself: every statement fails from then on. */
  stopped: Promise<Error>;
  close(): Promise<void>;
}

/** @throws {Error} if the folder cannot be opened */
export async function startPGlite(folder: string): Promise<PGliteServer> {
  program ??= compile();
  const workerData: PGliteThreadData = { folder, program: await program };
  const worker = new Worker(threadModule('store/pglite/thread'), { workerData, execArgv: [] });
  await once(worker, 'message').catch((error: Error) => {
    throw new Error(
      `The data folder ${folder} cannot be opened (${error.message}). Put back a copy of it, or move it away: Tollgate then reads its debts back from GitHub.`,
      { cause: error },
    );
  });
  const line = new Line(worker);
  return { connect: () => line.connect(), stopped: line.stopped, close: () => line.close() };
}

declare global {
  // Node has it, and its types know the words but not the thing.
  var WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };
}

/** Compiled once for a process, however often it opens a folder. */
let program: Promise<WebAssembly.Module> | null = null;

async function compile(): Promise<WebAssembly.Module> {
  const library = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return WebAssembly.compile(await readFile(join(dirname(library), 'pglite.wasm')));
}

/** The line to the thread. It keeps the process alive only while an answer is awaited. */
class Line {
  readonly #worker: Worker;
  #connection: Connection | null = null;
  #unanswered = 0;
  #end: Error | null = null;
  #isClosing = false;
  readonly #stopped = Promise.withResolvers<Error>();

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.unref();
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.once('error', (error) => this.#break(error));
    worker.once('exit', () => this.#break(new Error('The thread has ended.')));
  }

  get stopped(): Promise<Error> {
    return this.#stopped.promise;
  }

  connect(): Duplex {
    this.#connection = new Connection((request) => this.#ask(request));
    if (this.#end) this.#connection.destroy(this.#end);
    return this.#connection;
  }

  async close(): Promise<void> {
    if (this.#end) return;
    this.#isClosing = true;
    const closed = once(this.#worker, 'exit');
    this.#worker.ref();
    this.#post('close');
    await closed;
  }

  #ask(request: Uint8Array<ArrayBuffer>): void {
    if (this.#unanswered++ === 0) this.#worker.ref();
    this.#post(request, [request.buffer]);
  }

  #post(message: FromMain, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: FromThread): void {
    if (typeof message === 'string') return;
    if (--this.#unanswered === 0) this.#worker.unref();
    this.#connection?.push(message);
  }

  #break(cause: Error): void {
    this.#end ??= new Error(`PGlite has stopped: ${cause.message}`, { cause });
    this.#connection?.destroy(this.#end);
    if (!this.#isClosing) this.#stopped.resolve(this.#end);
  }
}

/** What a client says last, and the thread need not hear. */
const TERMINATE = 'X'.charCodeAt(0);

/** What the driver takes for a socket. What it writes at a time is one request. */
class Connection extends Duplex {
  readonly #ask: (request: Uint8Array<ArrayBuffer>) => void;

  constructor(ask: (request: Uint8Array<ArrayBuffer>) => void) {
    super();
    this.#ask = ask;
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  // What a socket has besides. Whether it keeps the process alive is up to its line.
  setNoDelay(): void {}
  ref(): void {}
  unref(): void {}

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send([chunk]);
    // What is written in the meantime goes as one.
    process.nextTick(done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(chunks.map(({ chunk }) => chunk));
    done();
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  /** A copy, to be given away: the driver writes from a buffer that it uses again. */
  #send(parts: readonly Buffer[]): void {
    if (parts[0]?.[0] === TERMINATE) return;
    const request = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let end = 0;
    for (const part of parts) {
      request.set(part, end);
      end += part.byteLength;
    }
    this.#ask(request);
  }
}
