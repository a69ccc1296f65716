import { testMatcher } from '../../policy/ignore.ts';
import { below, importedNames } from '../imported-names.ts';
import type { LinkedFile, LinkedTree } from './model.ts';
import { targetFile } from './modules.ts';

/** Paths of the tests of a tree, but for those that scanned code imports: there the exemption ends (decisions 5). */
export function testsOf(tree: LinkedTree): Set<string> {
  const isTest = testMatcher(tree.policy);
  const tests = new Set([...tree.files.keys()].filter(isTest));
  if (tests.size === 0) return tests;
  const waiting = [...tree.files.values()].filter(({ path }) => !tests.has(path));
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    for (const imported of importedFiles(tree, file)) if (tests.delete(imported.path)) waiting.push(imported);
  }
  return tests;
}

function importedFiles(tree: LinkedTree, file: LinkedFile): LinkedFile[] {
  return importedNames(file.facts).flatMap(({ module, name }) => {
    const part = file.registry === 'pypi' ? targetFile(tree, file, below(module, name)) : null;
    return [targetFile(tree, file, module) ?? [], part ?? []].flat();
  });
}
