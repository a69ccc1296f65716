import type { FileFacts, Value } from '../facts.ts';
import { type Registry, registryOf } from '../registry.ts';
import type { AssignedEntry, LinkedFile } from './model.ts';

export function symbolKey(registry: Registry, path: string[]): string {
  return `${registry}:${path.join('.')}`;
}

/** Of settings that are registered under a name of their own. */
export function namespaceKey(name: string): string {
  return symbolKey('npm', ['@nestjs/config', name]);
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

/** Of nearly every file; one for all of them, since a tree has tens of thousands. */
const NO_STARS: readonly string[] = [];
const NOTHING_ASSIGNED: LinkedFile['assigned'] = new Map();

/** The last one wins, as in Python. */
function starredModules({ imports }: FileFacts): readonly string[] {
  const stars = imports.flatMap(({ module, local }) => (local === '*' ? [module] : []));
  return stars.length > 0 ? stars.reverse() : NO_STARS;
}

function propertyAssignments(facts: FileFacts): LinkedFile['assigned'] {
  const assigned = new Map<number, AssignedEntry[]>();
  for (const { target, value } of facts.assignments ?? []) {
    const key = keyOf(target, value);
    if (key === null || !('object' in target) || target.object.kind !== 'binding') continue;
    const known = assigned.get(target.object.binding);
    if (known) known.push({ key, value });
    else assigned.set(target.object.binding, [{ key, value }]);
  }
  return assigned.size > 0 ? assigned : NOTHING_ASSIGNED;
}

/** Under a key that only the program's run tells, `clients[name] = Client(name)`, what is kept was made for that. */
function keyOf(target: Value, value: Value): Value | null {
  if (target.kind === 'member') return { kind: 'text', text: target.property };
  if (target.kind !== 'index') return null;
  return target.key.kind === 'text' || value.kind === 'result' || value.kind === 'binding'
    ? target.key
    : null;
}
