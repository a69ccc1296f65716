import type { Value } from '../facts.ts';
import { addPlaced } from './contributions.ts';
import { settingOf } from './environment.ts';
import type { LinkedFile, LinkedTree, PlacedValue } from './model.ts';

/** What the files of a tree set environment variables to, by name. */
export function environmentOf(tree: LinkedTree): Map<string, PlacedValue[]> {
  const environment = new Map<string, PlacedValue[]>();
  for (const file of tree.files.values()) {
    for (const { name, value } of variablesIn(tree, file)) {
      addPlaced(environment, name, { file, value });
    }
  }
  return environment;
}

/** The environment variables that one file sets; a test's are not those that code runs with. */
export function variablesIn({ tests }: LinkedTree, file: LinkedFile): { name: string; value: Value }[] {
  const { environment, assignments = [] } = file.facts;
  if ((environment.length === 0 && assignments.length === 0) || tests.has(file.path)) return [];
  const written = environment.flatMap(({ name, value }) => {
    const set = settingOf(name, value);
    return set ? [{ name, value: set }] : [];
  });
  const assigned = assignments.flatMap(({ target, value }) =>
    target.kind === 'environment' ? [{ name: target.name, value }] : [],
  );
  return [...written, ...assigned];
}
