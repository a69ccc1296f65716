import { importedNames } from './import-names.ts';
import type { Reading } from './reading.ts';

/** Imports become facts; `import a.b` brings the module `a.b`, and binds `a`. */
export function readImport(reading: Reading, statement: number): void {
  const { typeOnly } = reading.place;
  for (const imported of importedNames(reading.tree, statement)) {
    const range = reading.range(imported.node);
    const { module, boundModule, name, local } = imported;
    if (imported.dotted) reading.facts.imports.push({ module, name, local: null, typeOnly, range });
    reading.facts.imports.push({ module: boundModule, name, local, typeOnly, range });
    if (local !== null && local !== '*')
      reading.addValue(local, { kind: 'import', module: boundModule, name });
  }
}
