// The thread that PGlite runs in: requests of PostgreSQL's protocol come in as bytes, and so do its answers go out.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, protocol } from '@electric-sql/pglite';
import type { FromMain, FromThread, PGliteThreadData } from './messages.ts';

const { folder, program }: PGliteThreadData = workerData;

/** What a connection says first has no letter for its kind; then its length begins, of which the first byte is 0. */
const STARTUP = 0;

const database = await PGlite.create(folder, { pgliteWasmModule: program });
say('open');
parentPort?.on('message', async (message: FromMain) => {
  if (message !== 'close') return answer(message);
  await database.close();
  say('closed');
  parentPort?.close();
});

function answer(request: Uint8Array): void {
  if (request[0] === STARTUP) cleanUp();
  // A copy, to be given away: what PGlite answers with may be its own.
  const bytes = database.execProtocolRawSync(request).slice();
  parentPort?.postMessage(bytes, [bytes.buffer]);
}

/** There is one session for all connections: none inherits what the last one has left, an open transaction or prepared statements. */
function cleanUp(): void {
  if (database.isInTransaction()) database.execProtocolRawSync(protocol.serialize.query('rollback'));
  database.execProtocolRawSync(protocol.serialize.query('deallocate all'));
}

function say(message: FromThread): void {
  parentPort?.postMessage(message);
}
