import type { Policy } from '../../policy/policy.ts';
import type { FileFacts, Value } from '../facts.ts';
import type { Registry } from './resolved.ts';

/** One file of a linked tree. */
export interface LinkedFile {
  path: string;
  facts: FileFacts;
  registry: Registry;
  /** What is assigned to properties of a binding outside of its own value: `options.baseURL = x`. */
  assigned: Map<number, { key: string; value: Value }[]>;
}

/** A value and the file whose names it uses. */
export interface PlacedValue {
  file: LinkedFile;
  value: Value;
}

/** All files of one tree, and what only the whole tree knows. */
export interface LinkedTree {
  policy: Policy;
  files: Map<string, LinkedFile>;
  /** What env files, compose files and assignments to the process environment set, by name. */
  environment: Map<string, PlacedValue[]>;
  /** What calls hand to parameters, by `bindingKey`. */
  flows: Map<string, PlacedValue[]>;
  /** What is assigned to attributes of packages, by `symbolKey`: `openai.api_base = x`. */
  symbolAssignments: Map<string, PlacedValue[]>;
}

export function bindingKey(file: LinkedFile, binding: number): string {
  return `${binding}@${file.path}`;
}

export function symbolKey(registry: Registry, path: string[]): string {
  return `${registry}:${path.join('.')}`;
}

export function linkedFile(path: string, facts: FileFacts): LinkedFile {
  const registry = facts.language === 'python' ? 'pypi' : 'npm';
  return { path, facts, registry, assigned: propertyAssignments(facts) };
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
