import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Contender } from './contenders/contender.ts';
import type { Tree } from './trees/tree.ts';

/** One run of one process, as GNU time saw it from its start to its end. */
export interface Run {
  wallSeconds: number;
  /** User and system together, all threads and children. */
  cpuSeconds: number;
  maxRssMegabytes: number;
}

export interface Measurement {
  tree: Tree;
  contender: Contender;
  runs: Run[];
}

/** What finding something looks like, in all of them. */
const FINE = new Set([0, 1]);

/** Runs the contenders on a tree in turns, A B A B, so that a noisy machine is noisy for all; the first turn is not counted. */
export function measureTree(tree: Tree, contenders: readonly Contender[], turns: number): Measurement[] {
  const measurements = contenders
    .filter((contender) => tree.files <= contender.maxFiles)
    .map((contender): Measurement => ({ tree, contender, runs: [] }));
  for (let turn = 0; turn <= turns; turn++) {
    for (const { contender, runs } of measurements) {
      const run = runOnce(contender.name, contender.commandFor(tree));
      if (turn > 0) runs.push(run);
    }
  }
  return measurements;
}

/** Runs a command once; throws if it ends with something else than 0 and 1. */
export function runOnce(name: string, command: readonly string[]): Run {
  const nowhere = openSync(devNull, 'w');
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', 'measured %e %U %S %M', ...command], {
    stdio: ['ignore', nowhere, 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  closeSync(nowhere);
  const [, wall, user, system, rss] =
    /measured ([\d.]+) ([\d.]+) ([\d.]+) (\d+)\s*$/.exec(stderr ?? '') ?? [];
  if (rss === undefined || !FINE.has(status ?? -1)) {
    throw new Error(
      `${name} ended with ${status} (GNU time is needed at /usr/bin/time):\n${stderr?.slice(-2000)}`,
    );
  }
  return {
    wallSeconds: Number(wall),
    cpuSeconds: Number(user) + Number(system),
    maxRssMegabytes: Number(rss) / 1024,
  };
}
