import { extractFacts } from '../../detect/extract.ts';
import { gatewayFacts } from '../../detect/gateway-config/extract.ts';
import { isCode, isSourcePath, languageOf } from '../../detect/languages.ts';
import { MAX_FILE_BYTES } from '../../detect/limits.ts';
import { defaultPolicy } from '../../policy/defaults.ts';
import { testMatcher } from '../../policy/ignore.ts';
import { configurationRank } from '../configuration-rank.ts';
import { readInTurns, type SourceFile } from '../folder.ts';
import { listFolder } from '../folder-paths.ts';
import { git } from '../git.ts';
import { CODE_OWNERS_FILES, ownerOf } from './code-owners.ts';
import { type FoundUrl, gatewayAddresses, type TextFile } from './gateway-addresses.ts';
import { type CodeFile, type FoundProvider, findProviderModule } from './provider-module.ts';
import { policyFault } from './questions.ts';
import { stateOf } from './repository-file.ts';

/** What a repository says about its gateway, before anybody is asked. */
export interface Survey {
  /** How many files were looked at. */
  files: number;
  gateway: FoundUrl[];
  /** Files that read like the gateway's configuration, the likeliest first. */
  configurations: FoundConfiguration[];
  provider: FoundProvider | null;
  contact: FoundContact | null;
  defaultBranch: string;
}

export interface FoundConfiguration {
  path: string;
  models: number;
}

export interface FoundContact {
  handle: string;
  from: string;
}

const POLICY = defaultPolicy();

/** Looks at a work tree of git. Reads its files and its branches, writes nothing. */
export async function survey(root: string): Promise<Survey> {
  const paths = await listFolder(root);
  const { texts, code } = await telling(root, paths);
  const configurations = findConfigurations(texts);
  const config = configurations[0]?.path ?? null;
  return {
    files: paths.length,
    gateway: gatewayAddresses(texts, config).filter(({ url }) => isRight({ gateway: { urls: [url] } })),
    configurations,
    provider: findProviderModule(code),
    contact: await findContact(root, config),
    defaultBranch: await defaultBranchOf(root),
  };
}

/** The files that may say something: settings that speak of LiteLLM, and code that speaks of its provider. */
async function telling(
  root: string,
  paths: readonly string[],
): Promise<{ texts: TextFile[]; code: CodeFile[] }> {
  const isTest = testMatcher(POLICY);
  const texts: TextFile[] = [];
  const code: CodeFile[] = [];
  const sources = paths.filter((path) => isSourcePath(path, POLICY));
  for await (const { files } of readInTurns(root, sources)) {
    for (const file of files.filter(({ bytes }) => bytes.length <= MAX_FILE_BYTES)) {
      const language = languageOf(file.path);
      if (language === null || !speaksOfGateway(file)) continue;
      if (!isCode(language)) texts.push({ path: file.path, text: textOf(file) });
      else if (!isTest(file.path) && /provider/i.test(textOf(file)))
        code.push({ path: file.path, facts: await extractFacts(file.bytes, language) });
    }
  }
  return { texts, code };
}

function speaksOfGateway(file: SourceFile): boolean {
  return /litellm|gateway/i.test(textOf(file));
}

function textOf({ bytes }: SourceFile): string {
  return Buffer.from(bytes).toString('utf8');
}

function findConfigurations(texts: readonly TextFile[]): FoundConfiguration[] {
  const found = texts.flatMap(({ path, text }) => {
    const { gateway, gatewayConfig } = /\.ya?ml$/i.test(path) ? gatewayFacts(text) : {};
    if (!gateway || !isRight({ gateway: { config: path } })) return [];
    const rank = configurationRank(path, gatewayConfig?.configuration?.isWholeFile ?? false);
    return [{ path, models: gateway.models.length, rank }];
  });
  found.sort((one, other) => one.rank - other.rank || (one.path < other.path ? -1 : 1));
  return found.map(({ path, models }) => ({ path, models }));
}

/** What a policy would refuse, as a name with a backslash in it, is nothing to write into one. */
function isRight(values: object): boolean {
  return policyFault(values) === null;
}

async function findContact(root: string, config: string | null): Promise<FoundContact | null> {
  for (const file of CODE_OWNERS_FILES) {
    const state = await stateOf(root, file);
    if (state.kind !== 'file') continue;
    const handle = ownerOf(state.text, config ?? '.github/tollgate.yml');
    return handle === null ? null : { handle, from: file };
  }
  return null;
}

/** The remote's, as far as this clone knows; else the usual names, else the branch that is checked out. */
async function defaultBranchOf(root: string): Promise<string> {
  const remote = await answer(root, ['symbolic-ref', '--short', 'refs/remotes/origin/HEAD']);
  if (remote?.startsWith('origin/')) return remote.slice('origin/'.length);
  for (const name of ['main', 'master']) {
    if ((await answer(root, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`])) !== null)
      return name;
  }
  return (await answer(root, ['symbolic-ref', '--short', 'HEAD'])) ?? 'main';
}

async function answer(root: string, question: string[]): Promise<string | null> {
  const { status, out } = await git(root, question);
  return status === 0 ? out.toString().trim() : null;
}
