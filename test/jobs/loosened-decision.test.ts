import { expect, it } from 'vitest';
import { loosenedDecision } from '../../src/jobs/loosened-decision.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';

const WHERE = { repositoryId: 7, file: '.github/tollgate.yml', at: new Date(0) };
const STRICT = defaultPolicy();
const LOOSE = { ...STRICT, mode: 'observe' as const, services: [] };

it('logs a looser policy with what it lets through, and nothing of a stricter one', () => {
  expect(loosenedDecision(STRICT, LOOSE, WHERE)).toMatchObject({
    kind: 'policy-loosened',
    repositoryId: 7,
    why: '.github/tollgate.yml of the default branch is looser than before: it observes, and blocks nothing any more',
    details: { loosenings: ['observes, and blocks nothing any more'] },
  });
  expect(loosenedDecision(LOOSE, STRICT, WHERE)).toBeNull();
});
