import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Clock } from '../../src/clock.ts';
import { type EmulatedGitHub, startEmulatedGitHub } from '../github/index.ts';

const MANIFEST = new URL('../../app.yml', import.meta.url);

/** An emulated GitHub that knows the App of `app.yml`, which nobody has installed yet. */
export function startOurGitHub(clock: Clock): Promise<EmulatedGitHub> {
  const manifest: unknown = parse(readFileSync(MANIFEST, 'utf8'));
  return startEmulatedGitHub({ clock, app: { webhookSecret: randomUUID(), manifest } });
}
