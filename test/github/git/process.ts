import { spawn } from 'node:child_process';

export interface GitRun {
  /** Bytes for standard input. */
  input?: string | Uint8Array;
  env?: Record<string, string>;
  /** Exit codes that are an answer rather than a fault; default only 0. */
  expect?: readonly number[];
}

export interface GitResult {
  code: number;
  stdout: Buffer;
}

/** Nothing of the machine's own git configuration or locale may change a SHA. */
const HERMETIC = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};

const HERMETIC_OPTIONS = [
  '--literal-pathspecs',
  ...['-c', 'gc.auto=0'],
  ...['-c', 'core.logAllRefUpdates=false'],
  // The repositories do not outlive the process, let alone the machine.
  ...['-c', 'core.fsync=none'],
];

/**
 * Runs git on a bare repository, without a shell. Callers pass object names and, after `--`, paths; never
 * a branch name that somebody chose.
 *
 * @throws Error with git's own words if the exit code is not one of `expect`.
 */
export function runGit(folder: string, args: readonly string[], run: GitRun = {}): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawnGit(folder, args, run.env);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const result = { code: code ?? -1, stdout: Buffer.concat(stdout) };
      if ((run.expect ?? [0]).includes(result.code)) resolve(result);
      else reject(new Error(`git ${args.join(' ')} ended with ${code}: ${Buffer.concat(stderr)}`));
    });
    // git may close its input early (a bad stream); its exit code tells, the broken pipe does not.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input ?? '');
  });
}

/** The trimmed standard output of a run, as text. */
export async function gitText(folder: string, args: readonly string[], run: GitRun = {}): Promise<string> {
  const { stdout } = await runGit(folder, args, run);
  return stdout.toString('utf8').trim();
}

export function spawnGit(folder: string, args: readonly string[], env: Record<string, string> = {}) {
  return spawn('git', [...HERMETIC_OPTIONS, `--git-dir=${folder}`, ...args], {
    env: { ...HERMETIC, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
