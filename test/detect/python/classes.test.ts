import { describe, expect, it } from 'vitest';
import { extractPython } from '../../../src/detect/python/extract.ts';
import { callsOf, write, writeAll } from './notation.ts';

/** The attributes of the first class, as `name: values`. */
async function attributesOf(source: string): Promise<string[]> {
  const facts = await extractPython(source);
  return (
    facts.classes[0]?.attributes.map(({ name, values }) => `${name}: ${writeAll(facts, values)}`).sort() ?? []
  );
}

const SETTINGS =
  'from pydantic_settings import BaseSettings, SettingsConfigDict\nfrom pydantic import Field\n';

describe('attributes', () => {
  it.each([
    ['of the class body', 'class C:\n  a = "x"\n  b: str = "y"\n  c: int', ['a: "x"', 'b: "y"']],
    ['made from each other', 'class C:\n  a = "x"\n  b = a + "/v1"', ['a: "x"', 'b: concat(a, "/v1")']],
    [
      'set in any method',
      'class C:\n  def __init__(self, u="d"):\n    self.u = u\n  def f(this):\n    this.u = "x"',
      ['u: u ; "x"'],
    ],
    ['set in a closure', 'class C:\n  def f(self):\n    def g():\n      self.a = 1', ['a: 1']],
    ['unpacked', 'class C:\n  def f(self):\n    self.a, self.b = "x", "y"', ['a: "x"', 'b: "y"']],
    ['annotated', 'class C:\n  def f(self):\n    self.a: str = "x"', ['a: "x"']],
    ['added to', 'class C:\n  def f(self):\n    self.a = "x"\n    self.a += "y"', ['a: "x" ; ?']],
    ['entered', 'class C:\n  async def f(self):\n    async with g() as self.a: pass', ['a: global g()']],
    ['set on the class', 'class C:\n  @classmethod\n  def f(cls):\n    cls.a = "x"', ['a: "x"']],
    ['set by setattr', 'class C:\n  def f(self):\n    setattr(self, "a", "x")', ['a: "x"']],
    ['set from outside', 'class C: pass\nC.a = "x"', ['a: "x"']],
    ['computed by a property', 'class C:\n  @property\n  def a(self):\n    return "x"', ['a: "x"']],
    [
      'cached',
      'import functools\nclass C:\n  @functools.cached_property\n  def a(self):\n    return f()',
      ['a: global f()'],
    ],
    ['that are classes', 'class C:\n  class D: pass', ['D: class D']],
    [
      'of a dataclass',
      'from dataclasses import dataclass, field\n@dataclass\nclass C:\n  a: str = "x"\n  b: str = field(default="y")\n  c: str = field(default_factory=lambda: "z")\n  d: list = field(default_factory=list)',
      ['a: "x"', 'b: "y"', 'c: "z"', 'd: ?'],
    ],
    [
      'of a pydantic model',
      'import pydantic\nclass C(pydantic.BaseModel):\n  a: str = pydantic.Field("x", max_length=3)\n  b: str = pydantic.Field(default="y")\n  c: str = pydantic.Field(...)',
      ['a: "x"', 'b: "y"', 'c: ?'],
    ],
    ['of attrs', 'import attr\nclass C:\n  a = attr.ib(default="x")', ['a: "x"']],
    [
      'of settings',
      `${SETTINGS}class C(BaseSettings):\n  openai_url: str = "x"\n  key: str`,
      ['key: $KEY', 'openai_url: $OPENAI_URL("x")'],
    ],
    [
      'of settings with names',
      `${SETTINGS}class C(BaseSettings):\n  a: str = Field("x", env="A_B")\n  b: str = Field(validation_alias="C_D")`,
      ['a: $A_B("x")', 'b: $C_D'],
    ],
    [
      'of settings with a prefix',
      `${SETTINGS}class C(BaseSettings):\n  model_config = SettingsConfigDict(env_prefix="P_")\n  a: str = "x"`,
      ['a: $P_A("x")', `model_config: <pydantic_settings:SettingsConfigDict>()`],
    ],
    [
      'of settings with a nested Config',
      `${SETTINGS}class C(BaseSettings):\n  a: str = "x"\n  class Config:\n    env_prefix = "P_"`,
      ['Config: class Config', 'a: $P_A("x")'],
    ],
  ])('%s', async (_, source, expected) => {
    expect(await attributesOf(source)).toEqual(expected);
  });

  it('reads the fields of a settings class that derives from another', async () => {
    const facts = await extractPython(
      `${SETTINGS}class A(BaseSettings):\n  pass\nclass B(A):\n  u: str = "x"`,
    );
    expect(facts.classes[1]?.attributes.map(({ values }) => writeAll(facts, values))).toEqual(['$U("x")']);
  });
});

describe('classes', () => {
  it('know their bases and methods', async () => {
    const facts = await extractPython(
      'from a import B\nclass C(B, Generic[T], metaclass=M):\n  def f(self): pass\n  async def g(self): pass\n  @property\n  def h(self): pass',
    );
    const [fact] = facts.classes;
    expect(fact?.bases.map((base) => write(facts, base))).toEqual(['<a:B>', 'global Generic[global T]']);
    expect(fact?.methods.map(({ name, function: index }) => [name, facts.functions[index]?.name])).toEqual([
      ['f', 'f'],
      ['g', 'g'],
    ]);
  });

  it.each([
    ['self', 'class C:\n  def f(self):\n    self.a.b()', 'self C.a.b()'],
    ['cls', 'class C:\n  @classmethod\n  def f(cls):\n    cls()', 'class C()'],
    ['__class__', 'class C:\n  def f(self):\n    self.__class__.a()', 'class C.a()'],
    ['__new__', 'class C:\n  def __new__(cls):\n    cls.a()', 'class C.a()'],
    ['a static method', 'class C:\n  @staticmethod\n  def f(self):\n    self.a()', 'self.a()'],
    ['a function outside a class', 'def f(self):\n  self.a()', 'self.a()'],
    ['the class by name', 'class C: pass\nC.a()', 'class C.a()'],
  ])('are meant by %s', async (_, source, expected) => {
    expect(await callsOf(source)).toEqual([expected]);
  });

  it('hand super() on to their bases', async () => {
    const source =
      'from openai import OpenAI\nclass C(OpenAI):\n  def __init__(self):\n    super().__init__(base_url="a")';
    expect(await callsOf(source)).toContain('<openai:OpenAI>.__init__(base_url="a")');
  });

  it('give an enumeration’s members their values', async () => {
    const source =
      'from enum import Enum\nclass E(str, Enum):\n  A = "a"\nf(E.A.value, E.A)\nclass F:\n  A = 1\ng(F.A.value)';
    expect(await callsOf(source)).toEqual(['global f(class E.A, class E.A)', 'global g(class F.A.value)']);
  });
});
