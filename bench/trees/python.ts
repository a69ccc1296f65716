import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const QUESTION = 'import sysconfig; print(sysconfig.get_path("stdlib"))';

/** The folder of the machine's Python library, with the packages that are installed in it; `null` without Python. */
export async function pythonLibrary(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('python3', ['-c', QUESTION]);
    return stdout.trim();
  } catch {
    return null;
  }
}
