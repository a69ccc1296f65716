import { expect, it } from 'vitest';
import { looksHarmless } from '../../src/cli/harmless.ts';
import { languageOf } from '../../src/detect/languages.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { loadCases, WHOLE_CORPUS_MS } from '../corpus/cases.ts';
import { scanTree } from '../detect/scan-source.ts';
import { temporaryFolder } from '../project/fixture.ts';

const policy = defaultPolicy();

function sourcesOf(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => languageOf(path) !== null));
}

it(
  'no file that is called harmless by itself has a finding in its tree, in any case of the corpus',
  async () => {
    let harmlessFiles = 0;
    for (const { name, tree, marks } of loadCases()) {
      const root = temporaryFolder(tree);
      for (const path of Object.keys(tree)) {
        const counts = await looksHarmless({ root, selection: [path] }, policy);
        if (counts?.files === 1) harmlessFiles += 1;
        // Where a person has marked nothing there is nothing to miss.
        if (counts === null || !marks.some((mark) => mark.path === path)) continue;
        const { findings } = await scanTree(sourcesOf(tree), policy);
        expect(
          findings.filter((finding) => finding.path === path),
          name,
        ).toEqual([]);
      }
    }
    expect(harmlessFiles).toBeGreaterThan(20);
  },
  WHOLE_CORPUS_MS,
);
