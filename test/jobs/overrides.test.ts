import { expect, inject, it } from 'vitest';
import { expire, reopen, resolve } from '../../src/debt/lifecycle.ts';
import { saveChange } from '../../src/jobs/debt-changes.ts';
import { listDecisions } from '../../src/store/audit-log.ts';
import { openStore } from '../../src/store/open.ts';
import { listOverrides, saveOverrides } from '../../src/store/overrides.ts';
import { saveRepository } from '../../src/store/repositories.ts';
import { activeDebt, DEBT_ID, HOUR, later, NOW } from '../debt/builders.ts';
import { copyTemplate } from '../support/data-template.ts';

it('an override ends with the freeze: a debt that is paid and comes back holds the PR again', async () => {
  const { database, close } = await openStore(copyTemplate(inject('dataTemplate')));
  const repository = {
    ...{ id: 1, installationId: 1, owner: 'acme', ownedByOrganization: true, name: 'chat' },
    ...{ defaultBranch: 'main', htmlUrl: 'https://github.com/acme/chat' },
  };
  await saveRepository(database, repository);
  const at = later(49 * HOUR);
  const save = async (change: Parameters<typeof saveChange>[2] | null) => {
    if (!change) throw new Error('The debt did not change.');
    await saveChange(database, repository, change, 'sha', { at, actor: null });
    return change.debt;
  };
  const overdue = await save(expire(activeDebt(), at));
  const override = { debtId: DEBT_ID, by: 'carol', reason: 'it is night', at: NOW };
  await saveOverrides(database, 1, 7, [override]);
  await saveOverrides(database, 1, 7, [{ ...override, reason: 'said twice' }]);
  expect(await listOverrides(database, 1, 7)).toEqual([override]);
  const resolved = await save(resolve(overdue, at));
  await save(reopen(resolved, at));
  expect(await listOverrides(database, 1, 7)).toEqual([]);
  expect((await listDecisions(database, {}, 9)).map(({ kind, debtId }) => [kind, debtId])).toEqual([
    ['debt-reopened', DEBT_ID],
    ['debt-resolved', DEBT_ID],
    ['debt-overdue', DEBT_ID],
  ]);
  await close();
});
