import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Paced } from '../../src/github/paced.ts';
import { admitWrite } from '../../src/jobs/write-pace.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { BACKENDS, newPostgresDatabase } from '../support/backends.ts';

const ISSUE = 'POST /repos/{owner}/{repo}/issues';
const CHECK = 'POST /repos/{owner}/{repo}/check-runs';
const START = Date.parse('2026-03-02T09:00:00Z');

/** Seconds after which to come back, 0 if it may be written now. */
async function ask(store: Store, operation: string, atMs: number, installationId = 1): Promise<number> {
  try {
    await admitWrite(store.database, installationId, operation, new Date(atMs));
    return 0;
  } catch (error) {
    if (error instanceof Paced) return error.seconds;
    throw error;
  }
}

/** Jobs that all want to write at once, and come back when they are told to. */
async function writeAll(
  store: Store,
  jobs: number,
  operation: string,
): Promise<{ at: number[]; asked: number }> {
  const due = Array.from({ length: jobs }, () => START);
  const at: number[] = [];
  let asked = 0;
  while (due.length > 0) {
    due.sort((a, b) => b - a);
    const now = due.pop() ?? 0;
    asked += 1;
    const seconds = await ask(store, operation, now);
    if (seconds === 0) at.push(now);
    else due.push(now + seconds * 1000);
  }
  return { at, asked };
}

/** The most writes in any stretch of so many seconds. */
function mostWithin(at: number[], seconds: number): number {
  return Math.max(...at.map((end) => at.filter((one) => one <= end && one > end - seconds * 1000).length));
}

describe.each(BACKENDS)('writes on $name', ({ newDatabaseUrl }) => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore(await newDatabaseUrl());
  });

  afterEach(() => store.close());

  it('of content keep to 80 a minute and 500 an hour, however many want to', async () => {
    const { at, asked } = await writeAll(store, 700, ISSUE);
    expect(at).toHaveLength(700);
    expect(mostWithin(at, 60)).toBeLessThanOrEqual(80);
    expect(mostWithin(at, 3600)).toBeLessThanOrEqual(500);
    expect(mostWithin(at, 3600)).toBeGreaterThan(450);
    // Each waits for a turn of its own: they do not come back all together, again and again.
    expect(asked).toBeLessThan(700 * 3);
  });

  it('of checks keep to 150 a minute, and are done as fast as that allows', async () => {
    const { at } = await writeAll(store, 500, CHECK);
    expect(mostWithin(at, 60)).toBeLessThanOrEqual(150);
    expect((Math.max(...at) - START) / 60_000).toBeLessThan(5);
  });

  it('of one installation do not keep another waiting', async () => {
    for (let write = 0; write < 80; write++) expect(await ask(store, ISSUE, START)).toBe(0);
    expect(await ask(store, ISSUE, START)).toBeGreaterThan(0);
    expect(await ask(store, ISSUE, START, 2)).toBe(0);
  });
});

it('several processes keep to the limits together', async () => {
  const url = await newPostgresDatabase();
  const stores = await Promise.all([openStore(url), openStore(url), openStore(url)]);
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, index) => {
      const [first] = stores;
      return ask(stores[index % 3] ?? (first as Store), ISSUE, START);
    }),
  );
  expect(answers.filter((seconds) => seconds === 0)).toHaveLength(80);
  await Promise.all(stores.map((store) => store.close()));
});
