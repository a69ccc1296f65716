import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** This engine from its sources, as in a checkout. */
export function tollgateFromSources(): Contender {
  return tollgateAt('tollgate from sources', CHECKOUT);
}

/** This engine as it is installed: built, in a folder of its own, so that the checkout stays as it is. */
export function tollgateInstalled(folder: string): Contender {
  const place = join(folder, 'installed');
  rmSync(place, { recursive: true, force: true });
  for (const name of ['bin', 'src', 'docs', '.ci', 'package.json']) {
    cpSync(join(CHECKOUT, name), join(place, name), { recursive: true });
  }
  symlinkSync(join(CHECKOUT, 'node_modules'), join(place, 'node_modules'));
  execFileSync(process.execPath, [join(place, '.ci/build.mjs')]);
  rmSync(join(place, 'src'), { recursive: true });
  return tollgateAt('tollgate installed', place);
}

function tollgateAt(name: string, place: string): Contender {
  const program = join(place, 'bin/tollgate.mjs');
  return {
    name,
    commandFor: ({ root }) => [process.execPath, program, 'scan', root, '--no-cache', '--format', 'sarif'],
    maxFiles: Number.POSITIVE_INFINITY,
  };
}
