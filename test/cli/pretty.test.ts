import { describe, expect, it } from 'vitest';
import { prettyReport } from '../../src/cli/pretty.ts';
import { plainPaint } from '../../src/cli/terminal.ts';
import { DOCUMENTED, FAULTY, finding, report, reported } from './reports.ts';

const SINCE = { ref: 'origin/main', mergeBase: '0a1b2c3d4e5f', policyDiffers: false };

const plain = (...args: Parameters<typeof report>) => prettyReport(report(...args), plainPaint);

describe('a finding', () => {
  it('is shown under its file with place, level, rule, call, code and mend', () => {
    expect(plain({ findings: [reported()] })).toContain(
      [
        'services/chat.py',
        '  3:5  error  direct-call  POST https://api.openai.com/v1/chat/completions',
        '      │ client.post(URL,',
        '      │   json=body)',
        '      → This calls OpenAI directly; call the gateway instead.',
        '',
      ].join('\n'),
    );
  });

  it('of a notebook has its cell and the line in it for a place', () => {
    const cell = { number: 3, line: 2, column: 5 };
    const range = { startLine: 31, startColumn: 11, endLine: 32, endColumn: 9, cell };
    const one = finding({
      path: 'a.ipynb',
      range,
      statements: [range],
      snippet: 'post(\n        url)',
    });
    expect(plain({ findings: [reported({ finding: one })] })).toContain(
      '  cell 3, line 2  error  direct-call  POST https://api.openai.com/v1/chat/completions\n      │ post(\n      │     url)',
    );
  });

  it('shares the heading with the others of its file', () => {
    const other = reported({ finding: finding({ path: 'z.py' }) });
    const text = plain({ findings: [reported(), reported(), other] });
    expect(text.match(/^services\/chat\.py$/gm)).toHaveLength(1);
    expect(text.match(/^z\.py$/gm)).toHaveLength(1);
  });

  it('shows three lines of a long statement and says that there are more', () => {
    const text = plain({ findings: [reported({ finding: finding({ snippet: 'a\nb\nc\nd\ne' }) })] });
    expect(text).toContain('      │ c\n      │ …\n');
    expect(text).not.toContain('      │ d\n');
  });

  it('shows a statement of several lines without the indentation around it', () => {
    const indented = finding({
      snippet: 'post(\n        URL,\n    )',
      statements: [{ startLine: 1, startColumn: 5, endLine: 3, endColumn: 6 }],
    });
    const text = plain({ findings: [reported({ finding: indented })] });
    expect(text).toContain('      │ post(\n      │     URL,\n      │ )\n');
  });

  it('that a debt comment documents is shown with the debt instead of a mend', () => {
    const text = plain({ findings: [reported({ documentation: DOCUMENTED })] });
    expect(text).toContain('3:5  documented  direct-call');
    expect(text).toContain(`→ ${DOCUMENTED.note}`);
    expect(text).not.toContain('call the gateway instead');
  });

  it('under a faulty debt comment is shown with every fault and its mend', () => {
    const text = plain({ findings: [reported({ documentation: FAULTY })] });
    expect(text).toContain('→ The debt comment on line 2 does not cover it yet:');
    expect(text).toContain('- line 2: the line `Issue:` is missing\n          mend: Issue: #123 - why\n');
  });
});

describe('the last words', () => {
  it.each([
    ['a clean folder', {}, '✔ No undocumented bypass of the gateway (12 source files, 3 parsed)'],
    ['one error', { findings: [reported()] }, '✖ 1 finding to mend (12 source files, 3 parsed)'],
    [
      'errors, a warning and a documented bypass',
      {
        findings: [
          reported(),
          reported(),
          reported({ level: 'warn' }),
          reported({ documentation: DOCUMENTED }),
        ],
      },
      '✖ 2 findings to mend, 1 warning, 1 documented bypass (12 source files, 3 parsed)',
    ],
    [
      'a warning alone',
      { findings: [reported({ level: 'warn' })] },
      '✔ No undocumented bypass of the gateway, 1 warning (12 source files, 3 parsed)',
    ],
    [
      'nothing to read at all',
      { counts: { files: 0, parsed: 0 } },
      '✔ Nothing to scan: no source file that a policy or git does not ignore',
    ],
    [
      'a clean change',
      { since: SINCE },
      '✔ No new undocumented bypass of the gateway since origin/main (0a1b2c3) (12 changed source files, 3 parsed)',
    ],
    [
      'a change with a bypass',
      { since: { ...SINCE, ref: '0a1b2c3d' }, findings: [reported()] },
      '✖ 1 new finding to mend since 0a1b2c3d (12 changed source files, 3 parsed)',
    ],
    [
      'a change of no source file',
      { since: SINCE, counts: { files: 0, parsed: 0 } },
      '✔ No source file changed since origin/main (0a1b2c3)',
    ],
    [
      'a file that may hide a call',
      { skipped: [{ path: 'big.py', reason: 'too-large', message: 'Too big.', suspicious: true }] },
      '✖ No undocumented bypass was found, 1 file could not be analysed (12 source files, 3 parsed)',
    ],
  ] as const)('of %s are the count', (_name, changes, expected) => {
    expect(plain(structuredClone(changes) as Partial<ReturnType<typeof report>>)).toContain(expected);
  });

  it("teach the debt comment with policy's own contact and gateway, where something is left to mend", () => {
    const policy = {
      gateway: { urls: ['https://gateway.example'], env: [], config: '' },
      contact: '@acme/owners',
    };
    const text = plain({ findings: [reported()], policy });
    expect(text).toContain('https://gateway.example');
    expect(text).toContain('# Contact: @acme/owners before changing');
    expect(plain({ findings: [reported({ documentation: DOCUMENTED })], policy })).not.toContain('# Contact');
  });
});

it('shows the findings of one statement together: they are one bypass', () => {
  const elsewhere = finding({
    range: { ...finding().range, startColumn: 9 },
    what: 'second',
    message: 'Also.',
  });
  const text = plain({ findings: [reported(), reported({ finding: elsewhere })] });
  expect(text).toContain('completions\n  3:9  error  direct-call  second\n      │ client.post(URL,\n');
  expect(text).toContain('call the gateway instead.\n      → Also.\n');
  expect(text.match(/client\.post/g)).toHaveLength(1);
});

it('writes the debt comment in the syntax of the file', () => {
  const text = plain({ findings: [reported({ finding: finding({ path: 'src/chat.ts' }) })] });
  expect(text).toContain('    // TODO: TECH DEBT - Direct LLM call bypassing gateway\n');
  expect(text).toContain('call(...)  // TEMPORARY - DO NOT COPY');
});

it('says by whose policy was judged, where the own one differs', () => {
  const note =
    'Judged by the policy of origin/main: what differs in .github/tollgate.yml here counts once it is merged.';
  expect(plain({ since: { ...SINCE, policyDiffers: true } })).toContain(note);
  expect(plain({ since: SINCE })).not.toContain('Judged by');
});

it('lets no line of quoted code be a workflow command in the log of GitHub Actions', () => {
  const snippet = 'print("""\n::stop-commands::x\n##[add-mask]y\n""")';
  const lines = plain({ findings: [reported({ finding: finding({ snippet }) })] }).split('\n');
  expect(lines.filter((line) => line.trim().startsWith('::') || line.includes('##['))).toEqual([]);
});

it('names skipped files and debt comments that cover nothing', () => {
  const text = plain({
    skipped: [{ path: 'odd.py', reason: 'syntax', message: 'It does not parse.', suspicious: false }],
    strayComments: [{ path: 'old.py', line: 7, faults: FAULTY.faults.slice() }],
  });
  expect(text).toContain('  odd.py  notice  It does not parse.');
  expect(text).toContain('  old.py:7\n    - line 2: the line `Issue:` is missing');
});

it('lets no hostile path, code or comment write to the terminal', () => {
  const hostile = '\u001b[2J\u0007\u202Eevil';
  const text = plain({
    findings: [
      reported({
        finding: finding({ path: `${hostile}.py`, what: hostile, message: hostile, snippet: hostile }),
      }),
      reported({ documentation: { kind: 'documented', note: hostile } }),
    ],
    strayComments: [{ path: hostile, line: 1, faults: [{ line: 1, message: hostile, mend: hostile }] }],
    skipped: [{ path: hostile, reason: 'syntax', message: hostile, suspicious: false }],
  });
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
});
