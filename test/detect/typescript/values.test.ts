import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../../../src/detect/facts.ts';
import { extractTypeScript } from '../../../src/detect/typescript/extract.ts';
import { write, writeAll } from '../python/notation.ts';

/** Everything that the file gives the last name `x` that it declares, `…` behind it if something else may too. */
function valuesOfX(source: string): string {
  const facts = extractTypeScript(source, 'tsx');
  const binding = facts.bindings.findLast(({ name }) => name === 'x');
  if (binding === undefined) return 'nothing';
  return writeAll(facts, binding.values) + (binding.open ? ' …' : '');
}

function calls(facts: FileFacts): string[] {
  return facts.calls.map((call) => {
    const given = [...call.positional.map((value) => write(facts, value)), ...(call.spread ? ['…'] : [])];
    return `${call.construct ? 'new ' : ''}${write(facts, call.callee)}(${given.join(', ')})`;
  });
}

describe('the value of a TypeScript expression', () => {
  it.each([
    [`const x = 'a';`, '"a"'],
    ['const x = `a`;', '"a"'],
    [`const x = \`a\${b}c\${1}\`;`, 'concat("a", global b, "c", 1)'],
    [`const x = 'a' + b + 'c';`, 'concat("a", global b, "c")'],
    ['const x = 1;', '1'],
    ['const x = true;', 'true'],
    ['const x = null;', 'none'],
    ['const x = undefined;', 'none'],
    ['const x = void 0;', 'none'],
    ['const x = a ? "b" : "c";', '"b" | "c"'],
    ['const x = a || "c";', 'global a | "c"'],
    ['const x = a && "c";', '"c"'],
    ['const x = (a, "c");', '"c"'],
    ['const x = ("a" as const)!;', '"a"'],
    ['const x = "a" satisfies string;', '"a"'],
    ['const x = await f();', 'global f()'],
    ['const x = process.env.A;', '$A'],
    ["const x = process.env['A'];", '$A'],
    ['const x = process.env.A ?? "b";', '$A("b")'],
    ['const x = process.env.A || process.env.B || "c";', '$A($B) | "c"'],
    ['const x = import.meta.env.A;', '$A'],
    ['const x = Bun.env.A;', '$A'],
    ["const x = Deno.env.get('A');", '$A'],
    ['const { A: x } = process.env;', '$A'],
    ['const { x = "b" } = process.env;', '$x("b")'],
    ["import { env } from 'node:process'; const x = env.A;", '$A'],
    ["import { A } from '$env/static/private'; const x = A;", '$A'],
    ['const { a: { x } } = b;', 'global b.a.x'],
    ['const [, x] = b;', 'global b[1]'],
    ['const { [k]: x } = b;', 'global b[global k]'],
    ['const { ...x } = b;', 'global b'],
    ['let x; ({ x } = b);', 'global b.x'],
    ['let x; x = 1; x ??= 2;', '1 ; 2'],
    ['let x = "a"; x += "b";', '"a" ; concat("a", "b") …'],
    ['for (const x of [1, 2]) {}', '[1, 2][?] …'],
    ['try {} catch (x) {}', ' …'],
    [
      'const x = { a: 1, "b": 2, [c]: 3, d, ...e };',
      '{"a": 1, "b": 2, global c: 3, "d": global d, ...global e}',
    ],
    ['const x = [1, ...a];', '[1, global a[?]]'],
    ["const x = ['a', b].join('/');", 'concat("a", "/", global b)'],
    ["const x = new URL('/a', b);", 'url(global b, "/a")'],
    ["const x = new URL('a');", '"a"'],
    ['function URL() {} const x = new URL("a");', 'function URL()'],
    ['const x = a.b?.c;', 'global a.b.c'],
    ["const x = a['b'][c];", 'global a.b[global c]'],
    ["import x_ from 'm'; const x = x_.y;", '<m:default>.y'],
    ["import * as m from 'm'; const x = m.y;", '<m:y>'],
    ["import m = require('m'); const x = m.y;", '<m:y>'],
    ["const x = require('m');", '<m:*>'],
    ["const x = require('m').y.z;", '<m:y>.z'],
    ["const { y: x } = require('m');", '<m:y>'],
    ["const x = (await import('m')).y;", '<m:y>'],
    ["function f(require) { const x = require('m'); }", 'require()'],
    ['enum E { A = "a" } const x = E.A;', 'E.A'],
    ['const x = () => 1;', 'function x'],
    ['const x = class A {};', 'class A'],
    ['class A { m() { const x = this; } }', 'self A'],
    ['class A { m() { return () => { const x = this.y; }; } }', 'self A.y'],
    ['class A { m() { function f() { const x = this; } } }', '?'],
    ['const o = { m() { const x = this; } };', '?'],
    ['class A extends B { m() { const x = super.y; } }', 'global B.y'],
    ['function f(x = "a") {}', '"a" …'],
    ['function f({ x }) {}', '.x'],
    ['const a = 1; function f(a) { const x = a; }', 'a'],
    ['function f() { x = 1; } var x;', '1'],
    ['if (b) { var x = 1; } x = 2;', '1 ; 2'],
    ['const x = String.raw`a`;', '"a"'],
    ['const x = tag`a`;', '?'],
    ['const x = <A b={1} />;', '?'],
    ['const x = -1;', '?'],
    ['const x = /a/;', '?'],
  ])('%s is %s', (source, expected) => {
    expect(valuesOfX(source)).toBe(expected);
  });

  it.each([
    ['f(1, "a", ...b, 2);', ['global f(1, "a", …)']],
    ['new A.B({});', ['new global A.B({})']],
    ['f(g(), h);', ['global f(global g(), global h)', 'global g()']],
    ['f?.(1);', ['global f(1)']],
    ['class A extends B { constructor() { super(1); } }', ['new global B(1)']],
    ['@dec(1) class A { @prop(2) b = f(); }', ['global dec(1)', 'global prop(2)', 'global f()']],
    ['const a = <B c={f()}>{g()}</B>;', ['global f()', 'global g()']],
    ["require('m'); import('n');", []],
  ])('%s calls %j', (source, expected) => {
    expect(calls(extractTypeScript(source, 'tsx')).sort()).toEqual([...expected].sort());
  });

  it.each([
    ['export const a = 1, { b } = c;', ['a: a', 'b: b']],
    ['export function f() {}', ['f: function f']],
    ['export default class A {}', ['default: class A']],
    ['export default f();', ['default: global f()']],
    ['const a = 1; export { a as b };', ['b: a']],
    ["export { a as b } from 'm';", ['b: <m:a>']],
    ["export * from 'm'; export * as n from 'm';", ['*: <m:*>', 'n: <m:*>']],
    ['export type { T } from "m"; export interface I {}', []],
    [
      'module.exports = { a: 1 }; exports.b = 2; module.exports.c = 3;',
      ['default: {"a": 1}', 'a: 1', 'b: 2', 'c: 3'],
    ],
    ['export enum E { A }', ['E: E']],
  ])('%s exports %j', (source, expected) => {
    const facts = extractTypeScript(source, 'typescript');
    expect(facts.exports.map(({ name, value }) => `${name}: ${write(facts, value)}`)).toEqual(expected);
  });

  it.each([
    [`import a, { b as c, type D } from 'm';`, ['m:default a', 'm:b c', 'm:D D (type)']],
    [
      `import type { A } from 'm'; import 'n'; import * as o from 'o';`,
      ['m:A A (type)', 'n:* null', 'o:* o'],
    ],
    [`import('m'); require('n');`, ['m:* null', 'n:* null']],
  ])('%s imports %j', (source, expected) => {
    const { imports } = extractTypeScript(source, 'typescript');
    expect(
      imports.map(
        ({ module, name, local, typeOnly }) => `${module}:${name} ${local}${typeOnly ? ' (type)' : ''}`,
      ),
    ).toEqual(expected);
  });

  it('gathers what a class holds: fields, parameter properties, getters, and what methods set', () => {
    const facts = extractTypeScript(
      `class A extends B { static s = 1; #p = 2; constructor(private q = 3) { super(); this.r = 4; } set(v) { this.r = v; } get t() { return 5; } }`,
      'typescript',
    );
    const [first] = facts.classes;
    expect(first?.attributes.map(({ name, values }) => `${name}: ${writeAll(facts, values)}`)).toEqual([
      's: 1',
      '#p: 2',
      'q: q',
      't: 5',
      'r: 4 ; v',
    ]);
    expect(first?.methods.map(({ name }) => name)).toEqual(['constructor', 'set']);
    expect(first?.bases.map((base) => write(facts, base))).toEqual(['global B']);
  });

  it('names the classes and functions around a call, outermost first, without callbacks', () => {
    const facts = extractTypeScript(
      `class A { m = async () => { list.map((one) => { f(one); }); } }\nexport const go = function () { return { h() { f(); } }; };`,
      'typescript',
    );
    const scopes = facts.calls.filter(({ callee }) => callee.kind === 'global').map(({ scope }) => scope);
    expect(scopes).toEqual([
      ['A', 'm'],
      ['go', 'h'],
    ]);
  });

  it('notes what is assigned to members of other things', () => {
    const facts = extractTypeScript(`client.baseURL = 'a'; process.env.B = 'c';`, 'typescript');
    expect(
      facts.assignments?.map(({ target, value }) => `${write(facts, target)} = ${write(facts, value)}`),
    ).toEqual(['global client.baseURL = "a"', '$B = "c"']);
  });

  it('reads JSX in JavaScript, and casts in TypeScript', () => {
    expect(extractTypeScript('const a = <B c={f()} />;', 'javascript').problems).toEqual([]);
    expect(extractTypeScript('const a = <B>f();', 'typescript').calls).toHaveLength(1);
  });

  it('goes on behind a syntax error, and says where it is', () => {
    const facts = extractTypeScript('const a = ;\nf();', 'typescript');
    expect(facts.problems[0]).toMatchObject({ reason: 'syntax', range: { startLine: 1 } });
    expect(facts.calls).toHaveLength(1);
  });
});
