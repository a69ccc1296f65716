import { readFile, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { isGatewayPath, readsLikeGateway } from '../../detect/gateway-config/language.ts';
import { MAX_FILE_BYTES } from '../../detect/limits.ts';
import { defaultPolicy } from '../../policy/defaults.ts';
import { testMatcher } from '../../policy/ignore.ts';
import type { Policy } from '../../policy/policy.ts';
import { CannotRun } from '../cannot-run.ts';
import { isInside, readFiles, reasonOf } from '../folder.ts';
import { listFolder } from '../folder-paths.ts';
import { printable } from '../printable.ts';

/** A file that may be the gateway's configuration, by its path in the tree, or as it was given. */
export interface ConfigFile {
  path: string;
  text: string;
}

export type ConfigFiles =
  /** Named by `--config` or by the policy; or those that read like one, if nobody names any. */
  | { kind: 'found'; how: string; files: [ConfigFile, ...ConfigFile[]] }
  /** The policy names a file that is not there. */
  | { kind: 'missing'; path: string }
  /** Nobody names one, and none reads like one. */
  | { kind: 'none' };

/**
 * Finds the gateway's configuration: the file that was given, else the one that policy names, else those of the tree
 * that read like one. Throws {@link CannotRun} if the file that was given cannot be read.
 * @param root the tree's real path
 */
export async function findConfigFiles(
  root: string,
  policy: Policy,
  given: string | null,
): Promise<ConfigFiles> {
  if (given !== null)
    return { kind: 'found', how: 'named by --config', files: [await givenFile(root, given)] };
  const named = await namedFile(root, policy.gateway.config);
  if (named) return { kind: 'found', how: 'named by the policy (gateway.config)', files: [named] };
  const [first, ...others] = await filesLikeOne(root, policy);
  if (first) return { kind: 'found', how: 'found by what it says', files: [first, ...others] };
  const isDefault = policy.gateway.config === defaultPolicy().gateway.config;
  return isDefault ? { kind: 'none' } : { kind: 'missing', path: policy.gateway.config };
}

async function givenFile(root: string, given: string): Promise<ConfigFile> {
  const shown = printable(given);
  try {
    const location = await realpath(resolve(given));
    const bytes = await readFile(location);
    if (bytes.length > MAX_FILE_BYTES)
      throw new CannotRun(
        `\`${shown}\` has ${bytes.length} bytes, more than any configuration (${MAX_FILE_BYTES}).`,
      );
    const path = isInside(root, location) ? relative(root, location).split(sep).join('/') : given;
    return { path, text: bytes.toString('utf8') };
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(
      `there is no configuration \`${shown}\` to read (${reasonOf(error)}). Give --config the path of the file that LiteLLM is started with.`,
    );
  }
}

/** The file that policy names is read wherever it lies in the tree; a link that leads out of it is not followed. */
async function namedFile(root: string, path: string): Promise<ConfigFile | null> {
  try {
    const location = await realpath(join(root, path));
    return isInside(root, location) ? textFile(path, await readFile(location)) : null;
  } catch {
    return null;
  }
}

async function filesLikeOne(root: string, policy: Policy): Promise<ConfigFile[]> {
  const isTest = testMatcher(policy);
  const paths = (await listFolder(root)).filter((path) => isGatewayPath(path) && !isTest(path));
  const { files } = await readFiles(root, paths, policy);
  return files
    .filter(({ bytes }) => bytes.length <= MAX_FILE_BYTES)
    .map(({ path, bytes }) => textFile(path, bytes))
    .filter(({ text }) => readsLikeGateway(text));
}

function textFile(path: string, bytes: Uint8Array): ConfigFile {
  return { path, text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') };
}
