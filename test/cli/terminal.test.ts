import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY, temporaryFolder } from '../project/fixture.ts';

const TOLLGATE = join(REPOSITORY, 'bin/tollgate.mjs');

/** A report that is longer than a pipe holds. */
function manyBypasses(): string {
  const call = 'httpx.post("https://api.openai.com/v1/chat/completions", json={})\n';
  return temporaryFolder({ 'chat.py': `import httpx\n${call.repeat(2_000)}` });
}

it('a pipe that is closed early does not turn findings into success', async () => {
  const child = spawn(process.execPath, [TOLLGATE, 'scan', manyBypasses()], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(said).toBe('');
});

it.runIf(existsSync('/dev/full'))('a full disk is told, and is no finding', async () => {
  const child = spawn(process.execPath, [TOLLGATE, 'scan', manyBypasses()], {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said).toBe(
    'tollgate: what was found could not be written (ENOSPC). Make room, or write elsewhere.\n',
  );
});
