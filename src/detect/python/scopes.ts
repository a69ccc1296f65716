import type { Value } from '../facts.ts';

/** A region of code with names of its own. */
export interface Scope {
  kind: 'module' | 'class' | 'function' | 'comprehension';
  parent: Scope | null;
  names: Map<string, Declaration>;
  /** Names that `global` or `nonlocal` say live in another scope. */
  elsewhere: Map<string, Scope>;
  /** The class whose body this is, by index in `FileFacts.classes`. */
  classIndex: number | null;
}

/** A name in one scope. */
export interface Declaration {
  /** How many times the scope declares the name. */
  count: number;
  /** What the name stands for if that is settled by its only declaration: an import, a function, a class, `self`. */
  direct: Value | null;
  kind: 'variable' | 'parameter';
  /** Index in `FileFacts.bindings`; `null` for a name that stands for `direct`. */
  binding: number | null;
}

export function newScope(kind: Scope['kind'], parent: Scope | null, classIndex: number | null = null): Scope {
  return { kind, parent, names: new Map(), elsewhere: new Map(), classIndex };
}

/** Notes that `scope` declares `name`, or the scope that `global` or `nonlocal` names instead. */
export function declare(
  scope: Scope,
  name: string,
  direct: Value | null = null,
  kind: Declaration['kind'] = 'variable',
): void {
  const owner = scope.elsewhere.get(name) ?? scope;
  const known = owner.names.get(name);
  if (known === undefined) owner.names.set(name, { count: 1, direct, kind, binding: null });
  else known.count += 1;
}

/** `:=` inside a comprehension gives its name to the function around it (PEP 572). */
export function walrusScope(scope: Scope): Scope {
  let owner = scope;
  while (owner.kind === 'comprehension' && owner.parent !== null) owner = owner.parent;
  return owner;
}

/** The scope that `nonlocal name` means: the nearest function around `scope` that has the name. */
export function nonlocalScope(scope: Scope, name: string): Scope {
  let nearest: Scope | null = null;
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    if (outer.kind !== 'function') continue;
    if (outer.names.has(name)) return outer;
    nearest ??= outer;
  }
  return nearest ?? scope;
}

export function moduleScope(scope: Scope): Scope {
  let outer = scope;
  while (outer.parent !== null) outer = outer.parent;
  return outer;
}

/** The declaration that `name` means in `scope`: a class's names are seen by its own body alone. */
export function lookUp(scope: Scope, name: string): Declaration | null {
  let inClassBody = true;
  for (let current: Scope | null = scope; current !== null; current = current.parent) {
    const visible = current.kind !== 'class' || inClassBody;
    const found = visible ? (current.elsewhere.get(name) ?? current).names.get(name) : undefined;
    if (found !== undefined) return found;
    if (current.kind !== 'comprehension') inClassBody = false;
  }
  return null;
}

/** What a declared name stands for. */
export function declaredValue(declaration: Declaration): Value {
  if (declaration.binding !== null) return { kind: 'binding', binding: declaration.binding };
  return declaration.direct ?? { kind: 'unknown' };
}
