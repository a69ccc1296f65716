import { describe, expect, it } from 'vitest';
import { extractPython } from '../../../src/detect/python/extract.ts';
import { callsOf, covered, write, writeAll } from './notation.ts';

describe('calls', () => {
  it.each([
    ['f(1, "a", k=b)', ['global f(1, "a", k=global b)']],
    ['f(*a, **b)', ['global f(**global b, …)']],
    ['f(*[1, 2], *a)', ['global f(1, 2, …)']],
    ['f(**{"a": 1, **b})', ['global f(a=1, **global b, …)']],
    ['o = {"a": 1}\nf(**o)', ['global f(**o, …)']],
    ['f(x for x in y)', ['global f(global y)']],
    ['f(\n  # why\n  1,\n)', ['global f(1)']],
    ['f(print=1, match=2, type=3)', ['global f(print=1, match=2, type=3)']],
    ['f()()', ['global f()', 'global f()()']],
    ['f().g(1).h', ['global f()', 'global f().g(1)']],
    ['a.b.c.d()', ['global a.b.c.d()']],
    ['a["b"].c()', ['global a.b.c()']],
    ['a[f()]()', ['global f()', 'global a[global f()]()']],
    ['await f(await g())', ['global g()', 'global f(global g())']],
    ['f((yield g()))', ['global g()', 'global f(?)']],
    ['return_ = [f(x) for x in g() if h(x)]', ['global g()', 'global h(x)', 'global f(x)']],
    ['x: Annotated[str, f()] = g()', ['global f()', 'global g()']],
    ['print "a" % f(), g()', ['global f()', 'global g()']],
    [
      'del a[f()]\nassert f(), g()\nraise f() from g()',
      ['f', 'f', 'g', 'f', 'g'].map((name) => `global ${name}()`),
    ],
    ['a[f()] = g()', ['global g()', 'global f()']],
    ['if f():\n  pass\nelif g():\n  pass', ['global f()', 'global g()']],
    ['while f():\n  g()\nelse:\n  h()', ['global f()', 'global g()', 'global h()']],
    ['match f():\n  case 1 if g():\n    h()', ['global f()', 'global g()', 'global h()']],
    [
      'try:\n  f()\nexcept g():\n  h()\nfinally:\n  i()',
      ['global f()', 'global g()', 'global h()', 'global i()'],
    ],
    ['f"{f():{g()}}"', ['global f()', 'global g()']],
    [
      '-f()\nnot f()\nf() < g()\na if f() else b',
      ['f', 'f', 'f', 'g', 'f'].map((name) => `global ${name}()`),
    ],
  ])('%j', async (source, expected) => {
    expect(await callsOf(source)).toEqual(expected);
  });

  it('is no call inside a string, a comment or a docstring', async () => {
    expect(await callsOf('"""f()"""\n# f()\nx = "f()"')).toEqual([]);
  });

  it('covers the call and, apart, its callee', async () => {
    const source = 'x = client.post(\n  "a",\n)';
    const [call] = (await extractPython(source)).calls;
    expect(call && covered(source, call.range)).toBe('client.post(\n  "a",\n)');
    expect(call && covered(source, call.calleeRange)).toBe('client.post');
  });

  it('belongs to the innermost statement', async () => {
    const source = 'if a():\n  x = [\n    b(),\n  ]\nelse: c(); d()';
    const facts = await extractPython(source);
    const statements = facts.calls.map(({ statement }) => facts.statements[statement]);
    expect(statements.map((statement) => statement && covered(source, statement.range))).toEqual([
      source,
      'x = [\n    b(),\n  ]',
      'c()',
      'd()',
    ]);
  });
});

describe('decorators', () => {
  it('are calls with what they decorate', async () => {
    expect(await callsOf('@retry\ndef f(): pass')).toEqual(['global retry(function f)']);
    expect(await callsOf('@retry(n=3)\ndef f(): pass')).toEqual([
      'global retry(n=3)',
      'global retry()(function f)',
    ]);
    expect(await callsOf('@dataclass\nclass C: pass')).toEqual(['global dataclass(class C)']);
  });

  it('of the language itself call nothing', async () => {
    const source =
      'class C:\n  @property\n  def a(self): pass\n  @a.setter\n  def a(self, v): pass\n  @staticmethod\n  def b(): pass';
    expect(await callsOf(source)).toEqual([]);
  });
});

describe('functions', () => {
  it('say what they return and take, without self', async () => {
    const source =
      'class C:\n  def f(self, a, /, b: int = 1, *c, d, **e):\n    if a: return "x"\n    return b, 2\n  @staticmethod\n  def g(a): return a';
    const facts = await extractPython(source);
    expect(
      facts.functions.map(({ name, parameters }) => [
        name,
        parameters.map((p) => `${p.name}${p.rest ? '…' : ''}`),
      ]),
    ).toEqual([
      ['f', ['a', 'b', 'c…', 'd', 'e…']],
      ['g', ['a']],
    ]);
    expect(facts.functions.map(({ returns }) => writeAll(facts, returns))).toEqual(['"x" ; [b, 2]', 'a']);
  });

  it('hand on what they yield, as a context manager does', async () => {
    const facts = await extractPython('@contextmanager\ndef f():\n  yield "a"\nk = lambda: "b"');
    expect(facts.functions.map(({ returns }) => writeAll(facts, returns))).toEqual(['"a"', '"b"']);
  });

  it('that FastAPI injects count as called', async () => {
    const source = 'from fastapi import Depends\ndef get(): return "a"\ndef f(x=Depends(get)): pass';
    const facts = await extractPython(source);
    const parameter = facts.bindings.find(({ name }) => name === 'x');
    expect(parameter && writeAll(facts, parameter.values)).toBe('function get()');
  });
});

describe('assignments to members and keys', () => {
  it.each([
    ['import openai\nopenai.api_base = "a"', '<openai:*>.api_base = "a"'],
    ['c = f()\nc.base_url = "a"', 'c.base_url = "a"'],
    ['o = {}\no["url"] = "a"', 'o.url = "a"'],
    ['o = {}\no[k] = "a"', 'o[global k] = "a"'],
    ['import os\nos.environ["A"] = "b"', '$A = "b"'],
    ['from os import environ\nenviron.setdefault("A", "b")', '$A = "b"'],
    ['import os\nos.environ.update({"A": "b"})', '$A = "b"'],
    ['o = {}\no.update(url="a")', 'o.url = "a"'],
    ['def f(**o):\n  o.setdefault("url", "a")', 'o.url = "a"'],
    ['setattr(a, "b", 1)', 'global a.b = 1'],
    ['a.b, c = 1, 2', 'global a.b = 1'],
    ['a.b += 1', 'global a.b = ?'],
  ])('%j', async (source, expected) => {
    const facts = await extractPython(source);
    const written = facts.assignments?.map(
      ({ target, value }) => `${write(facts, target)} = ${write(facts, value)}`,
    );
    expect(written).toEqual([expected]);
  });
});
