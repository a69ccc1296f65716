import { describe, expect, it } from 'vitest';
import { movedOutOfSight } from '../../src/debt/out-of-sight.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';

const policy = { paths: { ...defaultPolicy().paths, ignore: ['vendor/**'], tests: ['test/**'] } };

function tree(files: Record<string, string>) {
  return Object.entries(files).map(([path, sha]) => ({ path, sha }));
}

describe('a file that is moved out of sight', () => {
  it.each<[string, Record<string, string>, Record<string, string>, [string, string][]]>([
    [
      'to an ignored folder',
      { 'a.py': '1', 'b.py': '2' },
      { 'vendor/a.py': '1', 'b.py': '2' },
      [['a.py', 'vendor/a.py']],
    ],
    ['to the tests', { 'a.py': '1' }, { 'test/a.py': '1' }, [['a.py', 'test/a.py']]],
    [
      'from one ignored folder to another',
      { 'vendor/a.py': '1' },
      { 'vendor/b/a.py': '1' },
      [['vendor/a.py', 'vendor/b/a.py']],
    ],
    ['while it is renamed', { 'a.py': '1' }, { 'vendor/other.py': '1' }, [['a.py', 'vendor/other.py']]],
  ])('%s is told', (_, before, after, expected) => {
    expect([...movedOutOfSight(tree(before), tree(after), policy)]).toEqual(expected);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['is moved to where scans look', { 'a.py': '1' }, { 'src/a.py': '1' }],
    ['is deleted', { 'a.py': '1' }, {}],
    ['has another content there', { 'a.py': '1' }, { 'vendor/a.py': '2' }],
    ['was there before too', { 'a.py': '1', 'vendor/a.py': '1' }, { 'vendor/a.py': '1' }],
    ['stays where it is', { 'a.py': '1' }, { 'a.py': '1', 'vendor/a.py': '1' }],
  ])('is not told of what %s', (_, before, after) => {
    expect(movedOutOfSight(tree(before), tree(after), policy).size).toBe(0);
  });
});
