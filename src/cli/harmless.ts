import { isSourcePath, languageOf } from '../detect/languages.ts';
import { MAX_FILE_BYTES } from '../detect/limits.ts';
import { mayMatter, prefilterVocabulary } from '../detect/prefilter.ts';
import type { Policy } from '../policy/policy.ts';
import { readFiles, type SourceFile } from './folder.ts';
import type { FolderReport } from './report.ts';
import type { ScanTarget } from './scan-target.ts';

/** Tests are exempt only as long as no scanned code imports them (decisions 5): they are looked at like the others. */
const NOTHING_IGNORED = { paths: { ignore: [], tests: [] } };

/**
 * Looks at named files alone: a file in which the prefilter sees nothing has no finding, whatever the rest of its
 * tree says. Answers with what was looked at, or `null` if one of them needs the whole pipeline.
 */
export async function looksHarmless(
  { root, selection, filesAlone }: ScanTarget,
  policy: Policy,
): Promise<FolderReport['counts'] | null> {
  if (!filesAlone) return null;
  const { files, skipped } = await readFiles(root, selection, NOTHING_IGNORED);
  const vocabulary = prefilterVocabulary(policy);
  const isHarmless = ({ path, bytes }: SourceFile) => {
    const language = languageOf(path);
    return language !== null && bytes.length <= MAX_FILE_BYTES && !mayMatter(bytes, language, vocabulary);
  };
  if (skipped.length > 0 || !files.every(isHarmless)) return null;
  return { files: files.filter(({ path }) => isSourcePath(path, policy)).length, parsed: 0 };
}
