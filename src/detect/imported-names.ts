import type { FileFacts } from './facts.ts';

/** A name of a module, or all of them as `*`. */
interface ImportedName {
  module: string;
  name: string;
}

/** What a file brings in as it runs, be it only to pass it on: `export * from './x'`. Types bring in nothing. */
export function importedNames({ imports, exports }: FileFacts): ImportedName[] {
  const types = new Set(imports.filter(({ typeOnly }) => typeOnly).map(shown));
  const passedOn = exports.flatMap(({ value }) => (value.kind === 'import' ? [value] : []));
  return [
    ...imports.filter(({ typeOnly }) => !typeOnly),
    ...passedOn.filter((one) => !types.has(shown(one))),
  ];
}

function shown({ module, name }: ImportedName): string {
  return `${name} ${module}`;
}

/** `from . import a` and `from app import a` may mean a file of the package. */
export function below(module: string, name: string): string {
  return module.endsWith('.') ? module + name : `${module}.${name}`;
}
