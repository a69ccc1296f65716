import { expect, it } from 'vitest';
import { ownerOf } from '../../../src/cli/init/code-owners.ts';

it.each([
  ['everybody’s owner', '* @acme/all', 'deploy/config.yaml', '@acme/all'],
  ['the last that matches', '* @acme/all\n/deploy/ @acme/ops', 'deploy/config.yaml', '@acme/ops'],
  ['none, where the last that matches names none', '* @acme/all\n/deploy/', 'deploy/config.yaml', null],
  ['a team before a person', '* @ada @acme/all', 'a.yaml', '@acme/all'],
  ['a person', '* @ada', 'a.yaml', '@ada'],
  ['none for an address', '* ada@example.com', 'a.yaml', null],
  ['by a name at any depth', '*.yaml @acme/ops', 'a/b/c.yaml', '@acme/ops'],
  ['by a folder anywhere', 'deploy/ @acme/ops', 'x/deploy/c.yaml', '@acme/ops'],
  ['not by a folder elsewhere', '/deploy/ @acme/ops', 'x/deploy/c.yaml', null],
  ['not by a comment', '# * @acme/ops\n* @acme/all # @acme/ops', 'a.yaml', '@acme/all'],
  ['none in an empty file', '', 'a.yaml', null],
])('finds %s', (_name, text, path, owner) => {
  expect(ownerOf(text, path)).toBe(owner);
});
