import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { mergedPreCommit, preCommitText } from '../../../src/cli/init/pre-commit.ts';

const SPEC = 'tollgate@1.2.3';

const TERMS = { spec: SPEC, command: 'validate --offline' };

const HOOK = {
  id: 'tollgate',
  name: 'Tollgate: LLM calls go through the gateway',
  entry: 'tollgate validate --offline',
  language: 'node',
  language_version: '24.21.0',
  additional_dependencies: [SPEC],
  pass_filenames: false,
  always_run: true,
};

function merged(text: string): string {
  const merge = mergedPreCommit(text, TERMS);
  if (merge.kind !== 'merged') throw new Error(JSON.stringify(merge));
  return merge.text;
}

/** The lines of one text that are not in the other, in order. */
function linesAdded(before: string, after: string): string[] {
  const left = before.split('\n');
  return after.split('\n').filter((line) => {
    if (line !== left[0]) return true;
    left.shift();
    return false;
  });
}

const EXISTING = `# our hooks
default_stages: [ pre-commit ]

repos:
  # formatting
  - repo: https://example.com/ruff   # pinned
    rev: 'v0.6.9'
    hooks:
      - id: ruff
        args: [--fix,   --quiet]   # both are wanted
  # end of the list

exclude: |
  ^legacy/
`;

describe('the pre-commit configuration', () => {
  it('is one hook where there is none', () => {
    expect(parse(preCommitText(TERMS))).toEqual({ repos: [{ repo: 'local', hooks: [HOOK] }] });
  });

  it('keeps every line that is there, comments and spelling included', () => {
    const after = merged(EXISTING);
    expect(linesAdded(EXISTING, after)).toEqual([
      "  # The rule book's validation, without the checks that need a running gateway. Written by `tollgate init`.",
      '  - repo: local',
      '    hooks:',
      '      - id: tollgate',
      '        name: "Tollgate: LLM calls go through the gateway"',
      '        entry: tollgate validate --offline',
      '        language: node',
      '        language_version: "24.21.0"',
      '        additional_dependencies: ["tollgate@1.2.3"]',
      '        pass_filenames: false',
      '        always_run: true',
    ]);
    expect(parse(after).repos.at(-1)).toEqual({ repo: 'local', hooks: [HOOK] });
  });

  it.each([
    ['a list without indentation', 'repos:\n- repo: local\n  hooks: []\n'],
    ['a last line without its end', 'repos:\n- repo: local\n  hooks: [] # none yet'],
    ["Windows' line ends", EXISTING.replaceAll('\n', '\r\n')],
    ['blank lines between entries', 'repos:\n\n  - repo: a\n    rev: b\n\n  - repo: c\n    rev: d\n'],
    ['a list in brackets', '# kept\nrepos: [{ repo: a, rev: b }] # kept too\n'],
    ['an empty list', '# kept\nrepos: []\nfail_fast: true # kept too\n'],
    ['no list', '# kept\nfail_fast: true # kept too\n'],
    ['comments alone', '# nothing yet\n'],
    ['an anchor', 'repos:\n  - &a\n    repo: a\n    rev: b\n  - *a\n'],
  ])('adds the hook to %s', (_name, text) => {
    const after = merged(text);
    const [added, ...others] = parse(after).repos.toReversed();
    expect(added).toEqual({ repo: 'local', hooks: [HOOK] });
    expect(others.toReversed()).toEqual(parse(text)?.repos ?? []);
    for (const comment of text.match(/# [a-z ]+/g) ?? []) expect(after).toContain(comment);
    expect(mergedPreCommit(after, TERMS)).toEqual({ kind: 'there' });
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    if (text.includes('\r\n')) expect(after).not.toMatch(/[^\r]\n/);
  });

  it.each([
    ['by its entry', 'repos: [{repo: local, hooks: [{id: llm, entry: npx tollgate validate}]}]'],
    ['by its arguments', 'repos: [{repo: x, hooks: [{id: tollgate, args: [validate]}]}]'],
    ['by its id', 'repos: [{repo: x, hooks: [{id: tollgate-validate}]}]'],
    [
      "by the rule book's script",
      'repos: [{repo: local, hooks: [{entry: bash tools/audit/validate_litellm.sh}]}]',
    ],
  ])('knows a hook that is there %s', (_name, text) => {
    expect(mergedPreCommit(text, TERMS)).toEqual({ kind: 'there' });
  });

  it.each([
    ['no YAML', 'repos: [\n', /^line 2: /],
    ['two documents', 'repos: []\n---\nrepos: []\n', /^line 2: Source contains multiple documents/],
    ['no map', '- a\n', /^it is no map with `repos`$/],
    ['no list of repos', 'repos: none\n', /^`repos` is no list$/],
  ])('does not touch what is %s', (_name, text, why) => {
    expect(mergedPreCommit(text, TERMS)).toEqual({ kind: 'unreadable', why: expect.stringMatching(why) });
  });

  it('adds one entry and changes nothing else, whatever stands there', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9 #:'"-]{0,12}$/);
    const repo = fc.record({
      repo: word,
      rev: word,
      hooks: fc.array(fc.record({ id: word, args: fc.array(word) })),
    });
    const before = fc.record({
      exclude: word,
      repos: fc.array(repo),
      ci: fc.record({ skip: fc.array(word) }),
    });
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('any', 'flow'),
    });
    fc.assert(
      fc.property(before, style, (value, options) => {
        const after: unknown = parse(merged(stringify(value, options as object)));
        expect(after).toEqual({ ...value, repos: [...value.repos, { repo: 'local', hooks: [HOOK] }] });
      }),
    );
  });
});
