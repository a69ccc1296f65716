import type { FileFacts, Value } from '../facts.ts';
import { type Registry, registryOf } from '../registry.ts';
import type { LinkedFile } from './model.ts';

export function symbolKey(registry: Registry, path: string[]): string {
  return `${registry}:${path.join('.')}`;
}

/** Of what is set for all of a program: `globalThis.NAME = x`, `setNAME(x)`. */
export function globalKey(name: string): string {
  return symbolKey('npm', ['globalThis', name]);
}

export function linkedFile(path: string, facts: FileFacts): LinkedFile {
  const registry = registryOf(facts.language);
  return withFacts(
    { path, registry, assigned: propertyAssignments(facts), stars: starredModules(facts) },
    facts,
  );
}

/** Gives a file its facts, which are written to no disk together with it: what is linked refers to files all over. */
export function withFacts(file: Omit<LinkedFile, 'facts'>, facts: FileFacts): LinkedFile {
  return Object.defineProperty(file as LinkedFile, 'facts', { value: facts, enumerable: false });
}

/** The last one wins, as in Python. */
function starredModules({ imports }: FileFacts): string[] {
  return imports.flatMap(({ module, local }) => (local === '*' ? [module] : [])).reverse();
}

function propertyAssignments(facts: FileFacts): LinkedFile['assigned'] {
  const assigned: LinkedFile['assigned'] = new Map();
  for (const { target, value } of facts.assignments ?? []) {
    const key = keyOf(target);
    if (key === null || !('object' in target) || target.object.kind !== 'binding') continue;
    const known = assigned.get(target.object.binding) ?? [];
    assigned.set(target.object.binding, [...known, { key, value }]);
  }
  return assigned;
}

function keyOf(target: Value): string | null {
  if (target.kind === 'member') return target.property;
  return target.kind === 'index' && target.key.kind === 'text' ? target.key.text : null;
}
