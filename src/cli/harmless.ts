import { isDeepStrictEqual } from 'node:util';
import { latin1 } from '../detect/encoding.ts';
import { extractBlob } from '../detect/extract.ts';
import { nothingToSee } from '../detect/extraction.ts';
import { isSourcePath, languageOf } from '../detect/languages.ts';
import { lookAt, prefilterVocabulary, type Vocabulary } from '../detect/prefilter.ts';
import type { Policy } from '../policy/policy.ts';
import { readFiles, type SourceFile } from './folder.ts';
import type { FolderReport } from './report.ts';
import type { ScanTarget } from './scan-target.ts';

/** Tests are exempt only as long as no scanned code imports them (decisions 5): they are looked at like the others. */
const NOTHING_IGNORED = { paths: { ignore: [], tests: [] } };

/**
 * Looks at named files alone: one in which the prefilter sees nothing, and of which it keeps nothing that other files
 * could call for, has no finding, whatever the rest of its tree says. Answers with what was looked at, or `null` if
 * one of them needs the whole pipeline.
 */
export async function looksHarmless(
  { root, selection }: Pick<ScanTarget, 'root' | 'selection'>,
  policy: Policy,
): Promise<FolderReport['counts'] | null> {
  const { files, skipped } = await readFiles(root, selection, NOTHING_IGNORED);
  if (skipped.length > 0 || !(await areHarmless(files, prefilterVocabulary(policy)))) return null;
  return { files: files.filter(({ path }) => isSourcePath(path, policy)).length, parsed: 0 };
}

/** Stops at the first that is not: parsing belongs into threads, and is never begun here. */
async function areHarmless(files: readonly SourceFile[], vocabulary: Vocabulary): Promise<boolean> {
  for (const { path, bytes } of files) {
    const language = languageOf(path);
    if (language === null) return false;
    const sight = lookAt(latin1(bytes), language, vocabulary);
    // Others may hand an endpoint to what can send.
    if (sight.mayMatter || sight.sends) return false;
    const extraction = await extractBlob(bytes, language, vocabulary);
    if (!isDeepStrictEqual(extraction, nothingToSee(language))) return false;
  }
  return true;
}
