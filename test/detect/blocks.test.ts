import { expect, it } from 'vitest';
import { extractFacts } from '../../src/detect/extract.ts';
import type { Language } from '../../src/detect/facts.ts';

const PYTHON = `def f(task):
    if task == "coding":
        model = "gpt-4"
    elif self.kind == "b":
        return "x"
    else:
        raise Fault
    match task:
        case "a" | "b":
            pass
    for attempt in range(limit):
        try:
            ask()
            break
        except (Slow, net.Fault) as fault:
            continue
    for one in many:
        pass
`;

const TYPESCRIPT = `function f(task) {
  let model;
  if (task === 'coding') {
    model = 'gpt-4';
  } else if (this.kind === 'b') {
    return 'x';
  } else {
    throw fault;
  }
  switch (task) {
    case 'a':
    case 'b':
      stop();
  }
  for (let attempt = 0; attempt < limit; attempt++) {
    try {
      ask();
      break;
    } catch (fault) {
      continue;
    }
  }
  for (const one of many) see(one);
}
`;

/** `kind line names texts exit`, as far as there are any. */
async function blocksOf(language: Language, code: string): Promise<string[]> {
  const { blocks = [] } = await extractFacts(new TextEncoder().encode(code), language);
  return blocks.map(({ kind, range, names = [], texts = [], each, exit }) =>
    [kind, range.startLine, names.join(','), texts.join(','), each === true ? 'each' : '', exit ?? ''].join(
      ' ',
    ),
  );
}

it('Python says what runs under a condition, again, or after a fault', async () => {
  expect(await blocksOf('python', PYTHON)).toEqual([
    'branch 3 task coding  ',
    'branch 5 self.kind b  return',
    'branch 7    raise',
    'case 10 task a,b  ',
    'loop 12 attempt,range,limit   ',
    'try 13    break',
    'handler 16 Slow,net.Fault,fault   continue',
    'loop 18 one,many  each ',
  ]);
});

it('TypeScript says the same', async () => {
  expect(await blocksOf('typescript', TYPESCRIPT)).toEqual([
    'branch 4 task coding  ',
    'branch 6 this.kind b  return',
    'branch 8    raise',
    'case 13 task a,b  ',
    'loop 16 attempt,limit   ',
    'try 17    break',
    'handler 20    continue',
    'loop 23 one,many  each ',
  ]);
});

it.each([
  ['python', PYTHON, 3],
  ['typescript', TYPESCRIPT, 4],
] as const)(
  '%s says where a name gets its value, and what an if holds together',
  async (language, code, line) => {
    const facts = await extractFacts(new TextEncoder().encode(code), language);
    const places = (facts.givings ?? []).map(({ to, of, value, statement }) => {
      const given = to === 'name' ? facts.bindings[of]?.values[value] : facts.functions[of]?.returns[value];
      return [to, given, facts.statements[statement]?.range.startLine];
    });
    expect(places.slice(0, 2)).toEqual([
      ['name', { kind: 'text', text: 'gpt-4' }, line],
      ['return', { kind: 'text', text: 'x' }, line + 2],
    ]);
    const branches = (facts.blocks ?? []).filter(({ kind }) => kind === 'branch');
    expect(new Set(branches.map(({ statement }) => statement)).size).toBe(1);
  },
);
