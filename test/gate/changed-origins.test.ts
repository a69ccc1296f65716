import { describe, expect, it } from 'vitest';
import { annotationsOf } from '../../src/gate/annotations.ts';
import { addedHunks, changedOrigins } from '../../src/gate/changed-origins.ts';
import { inlineBypasses } from '../../src/gate/inline.ts';
import { finding, scan } from '../debt/builders.ts';
import { verdict } from './builders.ts';

const origin = { path: 'config.py', name: 'URL' };

describe('the line of the diff that calls elsewhere depend on', () => {
  it.each<[string, string, string, number | null]>([
    ['by its name', 'URL', '@@ -1,2 +1,2 @@\n import os\n-URL = a()\n+URL = b()', 2],
    ['by the last part of it', 'Chat.url', '@@ -8 +9,2 @@\n+    key = 1\n+    url = b()', 10],
    ['as a whole word', 'URL', '@@ -1 +1,2 @@\n+MY_URL = 1\n+URL = 2', 2],
    ['in a later hunk', 'URL', '@@ -1 +1 @@\n-a\n+b\n@@ -20,2 +20,3 @@\n c\n+URL = 2\n d', 21],
    [
      'by an address below a name that stays',
      'LLM_URL',
      '@@ -4,2 +4,2 @@\n - name: LLM_URL\n-  value: a\n+  value: https://b',
      5,
    ],
    ['not where it was only taken away', 'URL', '@@ -1,2 +1 @@\n-URL = a()\n b', null],
    [
      'not where the file ends without a line break',
      'URL',
      '@@ -1 +1 @@\n-URL = a()\n\\ No newline at end of file\n+x = 1',
      null,
    ],
  ])('is found %s', (_, name, patch, line) => {
    const found = changedOrigins(new Map([['config.py', patch]]), [finding({ origin: { ...origin, name } })]);
    expect(found.map((one) => one.line)).toEqual(line === null ? [] : [line]);
  });

  it.each<[string, string | null, string, number | null]>([
    ['a changed line', 'import os\nURL = a()\n', 'import os\n\nURL = b()\n', 3],
    ['a new file', null, 'x = 1\nURL = b()\n', 2],
    ['the second of two equal lines', 'URL = a()\n', 'URL = a()\nURL = a()\n', 2],
    ['nothing where lines are only gone', 'x = 1\nURL = a()\n', 'URL = a()\n', null],
  ])('is found in two texts of a file: %s', (_, before, after, line) => {
    const hunks = new Map([['config.py', addedHunks(before, after)]]);
    expect(changedOrigins(hunks, [finding({ origin })]).map((one) => one.line)).toEqual(
      line === null ? [] : [line],
    );
  });

  it('is none in a file that the diff does not show', () => {
    expect(changedOrigins(new Map(), [finding({ origin })])).toEqual([]);
  });
});

const calls = [1, 2, 3].map((line) => finding({ line, origin, fingerprint: `call ${line}` }));
const changed = {
  head: scan({ findings: calls }),
  changedOrigins: [{ ...origin, line: 7 }],
};

describe('calls in files that the diff does not show', () => {
  it('have one comment between them on the line that changed, and an annotation each', () => {
    const judged = verdict({ ...changed, hunks: new Map([['config.py', [[5, 9]]]]) });
    expect(inlineBypasses(judged).map(({ at, alike }) => [at?.line, alike.length])).toEqual([[7, 2]]);
    expect(annotationsOf(judged).map(({ path, start_line: line }) => [path, line])).toEqual(
      [1, 2, 3].map((line) => ['services/chat/summary.py', line]),
    );
  });

  it('are told on their own line where the diff shows that', () => {
    const hunks = new Map<string, [number, number][]>([
      ['config.py', [[5, 9]]],
      ['services/chat/summary.py', [[1, 2]]],
    ]);
    const inline = inlineBypasses(verdict({ ...changed, hunks }));
    expect(inline.map(({ bypass, at }) => [bypass.findings[0].range.startLine, at?.line])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 7],
    ]);
  });

  it('have annotations at both ends where no comment stands', () => {
    const judged = verdict({ ...changed, pull: { ...verdict().pull, isDraft: true } });
    const [first, ...others] = annotationsOf(judged);
    expect(first).toMatchObject({ path: 'config.py', start_line: 7 });
    expect(first?.message).toContain('and 2 more places go around the gateway');
    expect(others).toHaveLength(3);
  });
});
