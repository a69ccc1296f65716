import { describe, expect, it } from 'vitest';
import { extractPython } from '../../../src/detect/python/extract.ts';
import { callsOf, covered, write } from './notation.ts';

async function importsOf(source: string): Promise<string[]> {
  const { imports } = await extractPython(source);
  return imports.map(
    ({ module, name, local, typeOnly }) => `${module}:${name} as ${local}${typeOnly ? ' (types)' : ''}`,
  );
}

describe('import statements', () => {
  it.each([
    ['import openai', ['openai:* as openai']],
    ['import openai as ai, os', ['openai:* as ai', 'os:* as os']],
    ['import a.b.c', ['a.b.c:* as null', 'a:* as a']],
    ['import a.b as c', ['a.b:* as c']],
    ['from a import b', ['a:b as b']],
    ['from a.b import (c as d, e,)', ['a.b:c as d', 'a.b:e as e']],
    ['from . import x', ['.:x as x']],
    ['from .. import x as y', ['..:x as y']],
    ['from ..m.n import y as z', ['..m.n:y as z']],
    ['from .config import *', ['.config:* as *']],
    ['from a . b import c', ['a.b:c as c']],
    ['from __future__ import annotations', []],
    ['def f():\n  import late', ['late:* as late']],
    ['try:\n  import fast as j\nexcept ImportError:\n  import slow as j', ['fast:* as j', 'slow:* as j']],
    ['if TYPE_CHECKING:\n  import a\nelse:\n  import b', ['a:* as a (types)', 'b:* as b']],
    ['if typing.TYPE_CHECKING:\n  from a import B', ['a:B as B (types)']],
    ['if not TYPE_CHECKING:\n  import a', ['a:* as a']],
  ])('%j', async (source, expected) => {
    expect(await importsOf(source)).toEqual(expected);
  });

  it('points at the imported name', async () => {
    const source = 'from a import (\n  b,\n  c as d,\n)';
    const { imports } = await extractPython(source);
    expect(imports.map(({ range }) => covered(source, range))).toEqual(['b', 'c as d']);
  });
});

describe('imported names', () => {
  it.each([
    ['import openai\nopenai.OpenAI()', '<openai:*>.OpenAI()'],
    ['import openai as ai\nai.OpenAI()', '<openai:*>.OpenAI()'],
    ['from openai import OpenAI as O\nO()', '<openai:OpenAI>()'],
    ['import google.generativeai\ngoogle.generativeai.configure()', '<google.generativeai:*>.configure()'],
    ['import google.a\nimport google.b\ngoogle.b.f()', '<google.b:*>.f()'],
    ['import google.a\ngoogle.b.f()', '<google:*>.b.f()'],
    ['def f():\n  from a import g\n  g()', '<a:g>()'],
    ['def f():\n  from a import g\ng()', 'global g()'],
    ['from a import *\ng()', 'global g()'],
  ])('%j calls %s', async (source, expected) => {
    expect(await callsOf(source)).toEqual([expected]);
  });

  it('are exported again, as a package does in its __init__', async () => {
    const facts = await extractPython(
      'from .client import make as build\nURL = "a"\ndef f(): pass\nclass C: pass',
    );
    expect(facts.exports.map(({ name, value }) => [name, write(facts, value)])).toEqual([
      ['build', '<.client:make>'],
      ['URL', 'URL'],
      ['f', 'function f'],
      ['C', 'class C'],
    ]);
  });
});
