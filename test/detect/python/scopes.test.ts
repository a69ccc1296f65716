import { describe, expect, it } from 'vitest';
import { extractPython } from '../../../src/detect/python/extract.ts';
import { callsOf, writeAll } from './notation.ts';

/** Every binding with its values, in the order in which the file declares them. */
async function bindingsOf(source: string): Promise<string[]> {
  const facts = await extractPython(source);
  return facts.bindings.map(
    ({ name, values, open }) => `${name}: ${writeAll(facts, values)}${open ? ' …' : ''}`,
  );
}

describe('scopes', () => {
  it.each([
    [
      'a function sees its own name before the module’s',
      'x = 1\ndef f():\n  x = 2\n  g(x)',
      ['x: 1', 'x: 2'],
    ],
    ['global assigns to the module', 'x = 1\ndef f():\n  global x\n  x = 2', ['x: 1 ; 2']],
    ['global may be the only declaration', 'def f():\n  global x\n  x = 2', ['x: 2']],
    [
      'nonlocal assigns to the function around',
      'def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2',
      ['x: 1 ; 2'],
    ],
    [
      'a comprehension has names of its own',
      'x = 1\ny = [x for x in z]',
      ['x: 1', 'y: global z', 'x: global z[?] …'],
    ],
    ['a walrus leaves the comprehension', 'def f():\n  [y := 1 for x in z]', ['y: 1', 'x: global z[?] …']],
    ['two functions share no names', 'def f(a=1): pass\ndef g(a=2): pass', ['a: 1 …', 'a: 2 …']],
    ['a default sees the names outside', 'a = 1\ndef f(a=a): pass', ['a: 1', 'a: a …']],
    [
      'a function defined twice is a name with two values',
      'def f(): pass\ndef f(): pass',
      ['f: function f ; function f'],
    ],
    ['a lambda has parameters', 'k = lambda a, *b, c=1: a', ['k: function ', 'a:  …', 'b:  …', 'c: 1 …']],
  ])('%s', async (_, source, expected) => {
    expect(await bindingsOf(source)).toEqual(expected);
  });

  it.each([
    ['a closure sees the function around', 'def f():\n  u = 1\n  def g():\n    h(u)', 'h', 'binding'],
    ['a method does not see the class body', 'class C:\n  u = 1\n  def g(self):\n    h(u)', 'h', 'global'],
    ['the class body sees itself', 'class C:\n  u = 1\n  h(u)', 'h', 'binding'],
    ['a use may come before the declaration', 'def f():\n  h(U)\nU = 1', 'h', 'binding'],
    ['what nobody declares is global', 'h(print)', 'h', 'global'],
  ])('%s', async (_, source, callee, kind) => {
    const facts = await extractPython(source);
    const call = facts.calls.find((fact) => fact.callee.kind === 'global' && fact.callee.name === callee);
    expect(call?.positional[0]?.kind).toBe(kind);
  });

  it('a function may be called before it is defined', async () => {
    expect(await callsOf('def f():\n  g()\ndef g(): pass')).toEqual(['function g()']);
  });

  it('names the classes and functions around a call', async () => {
    const source =
      'a()\nclass C:\n  b()\n  def m(self):\n    c()\n    def n():\n      k = lambda: d()\n@e()\ndef f(p=g()): pass';
    const facts = await extractPython(source);
    const scopes = facts.calls.map(({ callee, scope }) => [
      callee.kind === 'global' ? callee.name : '?',
      scope,
    ]);
    expect(scopes).toEqual([
      ['a', []],
      ['b', ['C']],
      ['c', ['C', 'm']],
      ['d', ['C', 'm', 'n']],
      ['e', []],
      ['g', []],
      ['?', []],
    ]);
  });
});
