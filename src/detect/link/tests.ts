import { testMatcher } from '../../policy/ignore.ts';
import type { LinkedFile, LinkedTree, PlacedValue } from './model.ts';
import { importedValue, targetFile } from './modules.ts';

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
  return file.facts.imports.flatMap(({ module, name, typeOnly }) => {
    if (typeOnly) return [];
    const whole = targetFile(tree, file, module);
    const named: PlacedValue[] = importedValue(tree, file, module, name, new Set()) ?? [];
    return [...(whole ? [whole] : []), ...named.map((placed) => placed.file)];
  });
}
