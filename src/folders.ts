import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those that it is to be in, as far as they are missing. Node's own `recursive` never ends where a file
 * system lets nobody make folders and says that there is no such place, as `/proc` does.
 * @param mode of the folders made
 * @throws the system's error
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  try {
    await made(folder, mode);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder), mode);
    await made(folder, mode);
  }
}

/** A file in its place is told by whoever goes on to write into it. */
async function made(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { mode }).catch((error) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
