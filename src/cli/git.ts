import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bytes of one answer of git's; a list of a million paths is about 60 MB. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

/** What git wrote, and its exit status; `null` if it could not be started. */
export interface GitAnswer {
  status: number | null;
  out: Buffer;
  /** For people: git's own words. */
  err: string;
}

/**
 * Runs git, never through a shell, so that neither a hook's environment nor the folder's own configuration
 * decides what it does: `core.fsmonitor` names a program to run, and the folder may be a stranger's.
 * @param input what git reads on its standard input
 */
export function git(cwd: string, args: string[], input: string = ''): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['-c', 'core.fsmonitor=false', ...args],
      { cwd, env: cleanEnvironment(), maxBuffer: MAX_ANSWER_BYTES, encoding: 'buffer' },
      (error, out, err) =>
        resolve({ status: error ? exitStatus(error) : 0, out, err: err.toString().trim() }),
    );
    // A git that ends before it has read everything says why by its status.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(inherited), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
}

function exitStatus(error: Error & { code?: unknown }): number | null {
  return typeof error.code === 'number' ? error.code : null;
}

/** The work tree that holds a folder, as git looks for it, without a process; `null` if there is none. By the folder's real path. */
export function workTreeOf(folder: string): string | null {
  if (isWorkTree(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : workTreeOf(parent);
}

/** A worktree's and a submodule's `.git` is a file; a folder of that name without `HEAD` is no repository. */
function isWorkTree(folder: string): boolean {
  const entry = statSync(join(folder, '.git'), { throwIfNoEntry: false });
  return entry !== undefined && (entry.isFile() || existsSync(join(folder, '.git', 'HEAD')));
}
