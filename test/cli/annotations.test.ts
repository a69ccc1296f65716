import fc from 'fast-check';
import { expect, it } from 'vitest';
import { workflowCommands } from '../../src/cli/annotations.ts';
import { DOCUMENTED, FAULTY, finding, report, reported } from './reports.ts';

const linesOf = (...args: Parameters<typeof report>) => workflowCommands(report(...args)).split('\n');

/** As actions/runner reads a command: `::name key=value,…::text`, each part unescaped. */
function read(line: string) {
  const [, name, written = '', text = ''] = /^::([a-z]+) (.*?)::(.*)$/.exec(line) ?? [];
  const data = (escaped: string) =>
    escaped.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (escaped: string) => data(escaped.replaceAll('%3A', ':').replaceAll('%2C', ','));
  const pairs = written.split(',').map((pair) => pair.split('='));
  return {
    name,
    text: data(text),
    properties: Object.fromEntries(pairs.map(([key, ...value]) => [key, property(value.join('='))])),
  };
}

it('puts an error on the lines of a finding', () => {
  const [line] = linesOf({ findings: [reported()] });
  expect(line).toBe(
    '::error file=services/chat.py,line=3,endLine=4,title=Tollgate%3A direct-call::' +
      'POST https://api.openai.com/v1/chat/completions: This calls OpenAI directly; call the gateway instead.',
  );
});

it('gives columns only where a finding has one line: GitHub takes them nowhere else', () => {
  const range = { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 };
  const [line = ''] = linesOf({ findings: [reported({ finding: finding({ range }) })] });
  expect(read(line).properties).toMatchObject({ line: '3', endLine: '3', col: '5', endColumn: '9' });
});

it('warns, notes what is documented, and tells the faults of a comment', () => {
  const lines = linesOf({
    findings: [
      reported({ level: 'warn' }),
      reported({ documentation: DOCUMENTED }),
      reported({ documentation: FAULTY }),
    ],
    skipped: [
      { path: 'big.py', reason: 'too-large', message: 'Too big.', suspicious: true },
      { path: 'odd.py', reason: 'syntax', message: 'Odd.', suspicious: false },
    ],
    strayComments: [{ path: 'old.py', line: 7, faults: [...FAULTY.faults] }],
  });
  const commands = lines.map(read).filter(({ name }) => name);
  expect(commands.map(({ name }) => name)).toEqual([
    'warning',
    'notice',
    'error',
    'error',
    'notice',
    'warning',
  ]);
  expect(commands[1]?.text).toContain(DOCUMENTED.note);
  expect(commands[2]?.text).toContain('The debt comment on line 2 does not cover it yet. Line 2: the line');
  expect(commands[5]?.properties).toMatchObject({ file: 'old.py', line: '7' });
});

it('ends with the count, which no annotation is', () => {
  expect(workflowCommands(report({ findings: [reported()] }))).toMatch(
    /\n✖ 1 finding to mend \(12 source files, 3 parsed\)\n$/,
  );
});

it('escapes as GitHub unescapes, whatever the path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (path) => {
      const [line = ''] = linesOf({ findings: [reported({ finding: finding({ path }) })] });
      expect(read(line).properties.file).toBe(path);
    }),
  );
});

it('no text of a stranger starts a command of its own', () => {
  const evil = 'x\n::stop-commands::t\r::add-mask::y\n##[add-mask]z::';
  const lines = linesOf({
    findings: [reported({ finding: finding({ path: evil, what: evil, message: evil }) })],
    skipped: [{ path: evil, reason: 'syntax', message: evil, suspicious: false }],
    strayComments: [{ path: evil, line: 1, faults: [{ line: 1, message: evil, mend: evil }] }],
  });
  const started = lines.flatMap((line) => /^\s*::([a-z-]+)/.exec(line)?.[1] ?? []);
  expect(started).toEqual(['error', 'notice', 'warning']);
  expect(lines.filter((line) => /[\r]/.test(line))).toEqual([]);
});
