import { execFileSync } from 'node:child_process';
import { temporaryFolder } from '../project/fixture.ts';

/** Runs git in a folder, as nobody in particular; answers with what it wrote. */
export function git(folder: string, ...args: string[]): string {
  const nobody = [
    '-c',
    'user.name=Nobody',
    '-c',
    'user.email=nobody@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', [...nobody, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A repository with one commit of the given files, on the branch `main`. */
export function repository(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder(files);
  git(folder, 'init', '--initial-branch=main');
  commit(folder);
  return folder;
}

/** Commits everything that is there; answers with its SHA. */
export function commit(folder: string): string {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--allow-empty', '--message=change');
  return git(folder, 'rev-parse', 'HEAD');
}
