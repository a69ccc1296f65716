import { createHash, randomUUID } from 'node:crypto';
import { realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** Longest path that a Unix socket may have on every platform we run on (104 on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 100;

/** Milliseconds after which a caller that asks nothing wants to know who holds the folder. */
const SILENCE_MS = 1_000;

/**
 * Does what another process asks of the one that holds the folder; `say` tells that process a line. `argument` is what it
 * wrote behind the name.
 */
export type RequestHandler = (say: (line: string) => void, argument: string) => Promise<void>;

type Handlers = Map<string, RequestHandler>;

export interface FolderLock {
  /** Answers those who find the folder locked and ask for something by name. */
  onRequest(name: string, handler: RequestHandler): void;
  release(): Promise<void>;
}

/**
 * Takes the folder for this process alone. Two processes on one PGlite folder lose data without a word, so
 * the lock is a listening socket: it dies with its process, and what a killed process left behind is known
 * for stale at once, because nobody answers on it.
 * @throws {Error} if another live process holds the folder
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = await socketPath(folder);
  const token = randomUUID();
  const handlers: Handlers = new Map();
  const server = (await listen(path, token, handlers)) ?? (await replaceStale(folder, path, token, handlers));
  if ((await holder(path)) !== token) {
    await close(server);
    throw inUse(folder);
  }
  return {
    onRequest: (name, handler) => void handlers.set(name, handler),
    release: () => close(server),
  };
}

/**
 * Asks the process that holds a folder to do something.
 * @param question a name that it answers to, and after a space whatever it is to be told with it
 * @returns whether there is one and it said anything
 */
export async function askHolder(
  folder: string,
  question: string,
  onLine: (line: string) => void,
): Promise<boolean> {
  const path = await socketPath(folder).catch(() => null);
  const lines = path === null ? null : await ask(path, question, onLine);
  return lines !== null && lines.length > 0;
}

async function socketPath(folder: string): Promise<string> {
  const real = await realpath(folder);
  const inside = join(real, 'tollgate.lock');
  if (inside.length <= LONGEST_SOCKET_PATH) return inside;
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  return join(tmpdir(), `tollgate-${name}.lock`);
}

async function replaceStale(
  folder: string,
  path: string,
  token: string,
  handlers: Handlers,
): Promise<Server> {
  if ((await holder(path)) !== null) throw inUse(folder);
  await unlink(path).catch(() => undefined);
  const server = await listen(path, token, handlers);
  if (!server) throw inUse(folder);
  return server;
}

/** Listens; `null` if the path is taken, by somebody alive or not. */
function listen(path: string, token: string, handlers: Handlers): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    // What a caller asks comes first and the answer after it, so that both ends stay open meanwhile.
    const server = createServer({ allowHalfOpen: true }, (socket) => answer(socket, token, handlers));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => resolve(server.unref()));
  });
}

/** Tells who holds the folder, or has the holder do something and tells how it goes. */
async function answer(socket: Socket, token: string, handlers: Handlers): Promise<void> {
  socket.on('error', () => undefined);
  const question = await Promise.race([text(socket), delay(SILENCE_MS, '', { ref: false })]).catch(() => '');
  const [, name = '', argument = ''] = /^(\S*) ?(.*)$/s.exec(question.trim()) ?? [];
  const handle = handlers.get(name);
  if (handle) await handle((line) => void socket.write(`${line}\n`), argument).catch(() => undefined);
  socket.end(handle ? '' : token);
}

/** The token of the process that listens there, `null` if none does. */
async function holder(path: string): Promise<string | null> {
  const lines = await ask(path, '');
  return lines?.join('\n') ?? null;
}

/** @returns the lines of the answer, `null` if nobody listens */
function ask(path: string, question: string, onLine?: (line: string) => void): Promise<string[] | null> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    const socket = connect({ path, allowHalfOpen: true });
    socket.once('error', () => resolve(null));
    // Not before: a reader of lines throws the errors of what it reads.
    socket.once('connect', () => {
      createInterface({ input: socket })
        .on('line', (line) => {
          lines.push(line);
          onLine?.(line);
        })
        .on('close', () => resolve(lines));
      socket.end(question);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function inUse(folder: string): Error {
  return new Error(
    `The data folder ${folder} is in use by another Tollgate process. Stop that one first, give this one another folder in DATABASE_URL, or use PostgreSQL, which any number of processes may share.`,
  );
}
