import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Acme, createShop, type Place, startAcme, statusOf } from './fixture.ts';

let acme: Acme;
let at: Place;
beforeAll(async () => {
  acme = await startAcme();
  at = await createShop(acme, 'shop');
  await acme.app.repos.get({ ...at });
});
afterEach(() => {
  acme.github.faults.clear();
  acme.github.assertClean();
});
afterAll(() => acme.github.close());

const read = () => acme.app.repos.get({ ...at });
const issues = () => acme.github.state().repositories['acme/shop']?.issues.map((issue) => issue.title);

describe('the next requests', () => {
  test.each(['500', '502', '403', '404', '422', '429'] as const)(
    'are answered %s as often as asked, then all is well',
    async (kind) => {
      acme.github.faults.next(kind, 2);
      expect(await statusOf(read())).toBe(Number(kind));
      expect(await statusOf(read())).toBe(Number(kind));
      expect((await read()).status).toBe(200);
    },
  );

  test.each(['403', '429'] as const)(
    'that meet a secondary limit (%s) are told when to come back',
    async (kind) => {
      acme.github.faults.next(kind, 1, { retryAfterSeconds: 7 });
      const error: unknown = await read().catch((caught: unknown) => caught);
      expect(error).toMatchObject({
        response: {
          headers: { 'retry-after': '7' },
          data: { message: expect.stringContaining('secondary rate limit') },
        },
      });
    },
  );

  test('are cut off, or never answered', async () => {
    acme.github.faults.next('reset');
    await expect(read()).rejects.toThrow();
    acme.github.faults.next('timeout');
    await expect(acme.app.repos.get({ ...at, request: { signal: AbortSignal.timeout(50) } })).rejects.toThrow(
      /timeout|aborted/i,
    );
    expect((await read()).status).toBe(200);
  });

  test('come in drops, and whole', async () => {
    acme.github.faults.next('slow-body');
    expect((await read()).data.full_name).toBe('acme/shop');
  });

  test('have done nothing if they fail before, and everything if only the answer is lost', async () => {
    const create = (title: string) => acme.app.issues.create({ ...at, title });
    acme.github.faults.next('500', 1);
    expect(await statusOf(create('never'))).toBe(500);
    acme.github.faults.next('502', 1, { when: 'after' });
    expect(await statusOf(create('done'))).toBe(502);
    acme.github.faults.next('reset', 1, { when: 'after' });
    await expect(create('done too')).rejects.toThrow();
    expect(issues()).toEqual(['done', 'done too']);
  });

  test('are those of the scope alone: one operation, and the App unless everybody', async () => {
    acme.github.faults.next('500', 1, { operation: 'GET /repos/{owner}/{repo}/labels' });
    expect((await read()).status).toBe(200);
    expect(await statusOf(acme.app.issues.listLabelsForRepo({ ...at }))).toBe(500);
    acme.github.faults.next('500');
    expect((await acme.bob.repos.get({ ...at })).status).toBe(200);
    acme.github.faults.clear();
    acme.github.faults.next('500', 1, { whose: 'everybody' });
    expect(await statusOf(acme.bob.repos.get({ ...at }))).toBe(500);
  });
});

describe('a rate of faults', () => {
  async function outcomes(seed: number): Promise<number[]> {
    acme.github.faults.clear();
    acme.github.faults.rate(0.5, seed, ['500', '502']);
    const statuses: number[] = [];
    for (let index = 0; index < 20; index += 1)
      statuses.push(
        await read().then(
          ({ status }) => status,
          (error: { status: number }) => error.status,
        ),
      );
    return statuses;
  }

  test('is the same for the same seed, another for another, and roughly what was asked', async () => {
    const first = await outcomes(1);
    expect(await outcomes(1)).toEqual(first);
    expect(await outcomes(2)).not.toEqual(first);
    const failed = first.filter((status) => status >= 500).length;
    expect(failed).toBeGreaterThan(4);
    expect(failed).toBeLessThan(16);
    expect(acme.github.requests.filter((request) => request.fault !== null).length).toBeGreaterThanOrEqual(
      failed * 2,
    );
  });
});
