import type { Commit } from './commit.ts';
import { gitText, runGit } from './process.ts';

/** How far a plain line of commits is followed before git is asked. */
const PLAIN_LINE = 100;

export type ReadCommit = (sha: string) => Promise<Commit>;

/**
 * The commits after `from` up to `to`, oldest first, if they are a plain line without merges; else null.
 * Most pull requests and pushes are, and a process is spared.
 */
async function plainLine(read: ReadCommit, from: string, to: string): Promise<string[] | null> {
  const line: string[] = [];
  for (let at = to; at !== from; ) {
    const { parents } = await read(at);
    const [parent] = parents;
    if (parents.length !== 1 || parent === undefined || line.length >= PLAIN_LINE) return null;
    line.unshift(at);
    at = parent;
  }
  return line;
}

/** The best common ancestor of two commits, or null. */
export async function mergeBase(
  folder: string,
  read: ReadCommit,
  one: string,
  other: string,
): Promise<string | null> {
  if (await plainLine(read, one, other)) return one;
  if (await plainLine(read, other, one)) return other;
  const { code, stdout } = await runGit(folder, ['merge-base', one, other], { expect: [0, 1] });
  return code === 0 ? stdout.toString('utf8').trim() : null;
}

/** Commits reachable from `to` and not from `from` (or all), oldest first. */
export async function commitsBetween(
  folder: string,
  read: ReadCommit,
  from: string | null,
  to: string,
): Promise<string[]> {
  const line = from === null ? null : await plainLine(read, from, to);
  if (line) return line;
  const range = from === null ? [to] : [to, `^${from}`];
  return lines(await gitText(folder, ['rev-list', '--topo-order', '--reverse', ...range]));
}

/** Newest first, only those that touch `at` if it is given. */
export async function history(folder: string, from: string, at: string | null): Promise<string[]> {
  return lines(await gitText(folder, ['rev-list', from, ...(at === null ? [] : ['--', at])]));
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
