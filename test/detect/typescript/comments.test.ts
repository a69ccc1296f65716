import { describe, expect, it } from 'vitest';
import type { StatementFact } from '../../../src/detect/facts.ts';
import { extractTypeScript } from '../../../src/detect/typescript/extract.ts';
import { covered } from '../python/notation.ts';

/** Each comment run: its lines, where it stands, and the statement that it precedes. */
function comments(source: string): string[] {
  const facts = extractTypeScript(source, 'tsx');
  return facts.comments.map(({ lines, placement, before }) => {
    const text = lines.map((line) => `${line.line}:${line.text}`).join('|');
    const statement = before === null ? undefined : facts.statements[before];
    return `${placement} ${text}${statement ? ` -> ${covered(source, statement.range)}` : ''}`;
  });
}

describe('comments', () => {
  it.each([
    ['// a\n//  b\nf();', ['own 1:a|2:b -> f();']],
    ['// a\n\n// b\nf();', ['own 1:a -> f();', 'own 3:b -> f();']],
    ['f(); // a', ['trailing 1:a']],
    ['f(); // a\n// b\ng();', ['trailing 1:a', 'own 2:b -> g();']],
    ['/* a\n * b\n */\nf();', ['own 1:a|2:b -> f();']],
    ['/**\n * a\n *\n * b\n */\nf();', ['own 2:a|3:|4:b -> f();']],
    ['/* a */ f();', ['trailing 1:a']],
    ['// a\r\nf();\r\n', ['own 1:a -> f();']],
    ['f(\n  // a\n  1,\n);', ['own 2:a']],
    ['const a = () => {\n  // b\n  f();\n};', ['own 2:b -> f();']],
    ['class A {\n  // a\n  b = f();\n  // c\n  d() {}\n}', ['own 2:a -> b = f();', 'own 4:c -> d() {}']],
    ['if (a) {\n  // b\n}\nf();', ['own 2:b']],
    ['// a\n@dec\nclass A {}', ['own 1:a -> @dec\nclass A {}']],
    ['// a\nexport const b = 1;', ['own 1:a -> export const b = 1;']],
    ['// a', ['own 1:a']],
    ['const x = <A>\n  {/* a */}\n  <B />\n</A>;', ['own 2:a']],
    [`const x = "// a"; const y = \`/* b \${c /* d */} // e\`; const z = /\\/* f/;`, ['trailing 1:d']],
    ['const x = <A href="http://a">http://b // c</A>;', []],
    ["type T = '// a';", []],
    ['// https://a.b // c\nf();', ['own 1:https://a.b // c -> f();']],
    ['#!/usr/bin/env node\n// a\nf();', ['own 2:a -> f();']],
    ['/* a', ['own 1:a']],
    ['///// a', ['own 1:a']],
  ])('%j are %j', (source, expected) => {
    expect(comments(source)).toEqual(expected);
  });
});

/** The statement of each call of `f`, and those around it. */
function chains(source: string): string[][] {
  const facts = extractTypeScript(source, 'typescript');
  return facts.calls
    .filter(({ callee }) => callee.kind === 'global' && callee.name === 'f')
    .map((call) => {
      const chain: string[] = [];
      let index: number | null = call.statement;
      while (index !== null) {
        const statement: StatementFact | undefined = facts.statements[index];
        if (!statement) throw new Error(`no statement ${index}`);
        chain.push(`${statement.kind} ${covered(source, statement.range).replace(/\s+/g, ' ')}`);
        index = statement.parent;
      }
      return chain;
    });
}

describe('the statements around a call', () => {
  it.each<[string, string[]]>([
    ['f();', ['simple f();']],
    ['const a = f();', ['simple const a = f();']],
    ['return_(f());', ['simple return_(f());']],
    ['if (f()) g();', ['compound if (f()) g();']],
    ['if (a) f();', ['simple f();', 'compound if (a) f();']],
    [
      'try { for (;;) f(); } catch {}',
      ['simple f();', 'compound for (;;) f();', 'compound try { for (;;) f(); } catch {}'],
    ],
    ['switch (a) { case 1: f(); }', ['simple f();', 'compound switch (a) { case 1: f(); }']],
    ['function g() { f(); }', ['simple f();']],
    ['function g(a = f()) {}', ['definition function g(a = f()) {}']],
    ['if (a) { function g() { f(); } }', ['simple f();']],
    ['const g = () => f();', ['simple const g = () => f();']],
    ['const g = () => { f(); };', ['simple f();']],
    ['a.map((b) => b.map(() => f()));', ['simple a.map((b) => b.map(() => f()));']],
    ['a.map(function () { return f(); });', ['simple return f();']],
    ['class A { b = f(); }', ['simple b = f();']],
    ['class A { static { f(); } }', ['simple f();']],
    ['class A { m() { if (a) f(); } }', ['simple f();', 'compound if (a) f();']],
    ['class A { m(a = f()) {} }', ['definition m(a = f()) {}']],
    ['class A { constructor(private a = f()) {} }', ['definition constructor(private a = f()) {}']],
    ['const o = { m() { f(); } };', ['simple f();']],
    ['const o = { n: f() };', ['simple const o = { n: f() };']],
    ['export default f();', ['simple export default f();']],
    ['namespace N { f(); }', ['simple f();']],
    ['a: for (;;) { f(); }', ['simple f();', 'compound for (;;) { f(); }', 'compound a: for (;;) { f(); }']],
    ['class A extends f() {}', ['definition class A extends f() {}']],
  ])('%s', (source, chain) => {
    expect(chains(source)[0]).toEqual(chain);
  });
});
