import { expect, it } from 'vitest';
import { bypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

it('finds the bypass in a file whose facts are too many to be kept, at every push', async () => {
  const { ada } = await newRepository();
  const pull = await ada.propose('one', 'feat: one', { 'src/one.py': bypass() + 'f()\n'.repeat(25_000) });
  await world().settle();
  const before = await ada.check(pull);
  expect(before.conclusion).toBe('failure');
  const { requests } = world().github;
  const seen = requests.length;
  await ada.commit('one', { 'src/two.py': 'x = 1\n' });
  await world().settle();
  const after = await ada.check(pull);
  expect(after.summary).toContain('src/one.py:2');
  expect(after.conclusion).toBe('failure');
  const read = requests
    .slice(seen)
    .filter(({ operation, who }) => /git\/blobs/.test(operation) && who.startsWith('installation'));
  // The file itself once more, and the one that is new.
  expect(read).toHaveLength(2);
});
