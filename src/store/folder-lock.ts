import { createHash, randomUUID } from 'node:crypto';
import { realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path that a Unix socket may have on every platform we run on (104 on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 100;

export interface FolderLock {
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
  const server = (await listen(path, token)) ?? (await replaceStale(folder, path, token));
  if ((await holder(path)) !== token) {
    await close(server);
    throw inUse(folder);
  }
  return { release: () => close(server) };
}

async function socketPath(folder: string): Promise<string> {
  const real = await realpath(folder);
  const inside = join(real, 'tollgate.lock');
  if (inside.length <= LONGEST_SOCKET_PATH) return inside;
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  return join(tmpdir(), `tollgate-${name}.lock`);
}

async function replaceStale(folder: string, path: string, token: string): Promise<Server> {
  if ((await holder(path)) !== null) throw inUse(folder);
  await unlink(path).catch(() => undefined);
  const server = await listen(path, token);
  if (!server) throw inUse(folder);
  return server;
}

/** Listens and tells every caller the token; `null` if the path is taken, by somebody alive or not. */
function listen(path: string, token: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(token));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => resolve(server.unref()));
  });
}

/** The token of the process that listens there, `null` if none does. */
function holder(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let token = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      token += text;
    });
    socket.once('end', () => resolve(token));
    socket.once('error', () => resolve(null));
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
