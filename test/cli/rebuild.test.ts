import { expect, it } from 'vitest';
import { tollgate } from './run.ts';

it('says what a rebuild needs before it does anything', async () => {
  const { exitCode, err, out } = await tollgate('rebuild');
  expect([exitCode, out]).toEqual([2, '']);
  expect(err).toContain('There is no App yet: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET');
});

it('says what a rebuild does, and what it ends with', async () => {
  const { exitCode, out } = await tollgate('rebuild', '--help');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/signed records.*Exit codes: 0 every record verified/s);
});
