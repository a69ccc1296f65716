import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { systemClock } from '../../src/clock.ts';
import { type EmulatedGitHub, startEmulatedGitHub } from '../../test/github/index.ts';

/** An emulated GitHub in this process, with the App of `app.yml` and nobody who has installed it. */
export function startGitHub(): Promise<EmulatedGitHub> {
  const manifest: unknown = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));
  return startEmulatedGitHub({ clock: systemClock, app: { webhookSecret: randomUUID(), manifest } });
}
