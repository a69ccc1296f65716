import { expect, it } from 'vitest';
import { overview, type RepositoryFacts } from '../../src/gate/overview.ts';
import { activeDebt } from '../debt/builders.ts';

function repository(name: string, changes: Partial<RepositoryFacts> = {}): RepositoryFacts {
  return {
    name,
    url: `https://github.com/${name}`,
    isNamed: true,
    debts: [],
    isBaselineOverdue: false,
    isRequired: true,
    ...changes,
  };
}

const SOON = activeDebt({ deadline: new Date('2025-11-18T00:00:00Z'), trackingIssue: 7 });
const LATE = activeDebt({ state: 'overdue', deadline: new Date('2025-11-17T00:00:00Z'), trackingIssue: 8 });

it('lists debts by deadline, what is frozen, and where nothing is blocked', () => {
  const { body } = overview('acme', [
    repository('acme/chat', { debts: [SOON] }),
    repository('acme/web', { debts: [LATE], isRequired: false }),
    repository('acme/docs'),
  ]);
  expect(body).toContain('**2 debts** in 2 of 3 repositories');
  expect(body).toMatch(/Feature freeze\n\nFeature PRs are blocked in \[`acme\/web`\]/);
  expect(body.indexOf('issues/8')).toBeLessThan(body.indexOf('issues/7'));
  expect(body).toMatch(/so that nothing is blocked, in \[`acme\/web`\]/);
});

it('counts what may not be named', () => {
  const { body } = overview('acme', [
    repository('acme/chat', { debts: [SOON] }),
    repository('acme/secret', { debts: [LATE], isRequired: false, isNamed: false }),
  ]);
  expect(body).not.toContain('secret');
  expect(body).toContain('blocked in 1 repository,');
  expect(body).toContain('1 more debt, not shown here.');
});

it('tells of a repository that old bypasses have frozen, though it has no debt', () => {
  const { body } = overview('acme', [repository('acme/chat', { isBaselineOverdue: true })]);
  expect(body).toMatch(/blocked in \[`acme\/chat`\].* gone, debts and old bypasses alike\./);
  expect(body).not.toContain('Nothing is owed');
});

it('says that nothing is owed', () => {
  expect(overview('acme', [repository('acme/chat')]).body).toContain('**Nothing is owed**');
});
