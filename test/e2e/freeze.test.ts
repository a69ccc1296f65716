import { expect, it } from 'vitest';
import type { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

/** A hundred and some; GitHub takes 150 writes a minute. */
const PULLS = 104;

/** Writes to GitHub that an installation may make in a minute (`write-limits.ts`). */
const WRITES_A_MINUTE = 150;

/** Opens so many feature PRs, each a commit that changes no file: it is their number that counts. */
async function openFeatures({ octokit, repository }: Teammate): Promise<number[]> {
  const { data: main } = await octokit.rest.git.getRef({ ...repository, ref: 'heads/main' });
  const { data: parent } = await octokit.rest.git.getCommit({ ...repository, commit_sha: main.object.sha });
  const pulls: number[] = [];
  for (let each = 0; each < PULLS; each++) {
    const message = `Feature ${each}`;
    const commit = { message, tree: parent.tree.sha, parents: [parent.sha] };
    const { data } = await octokit.rest.git.createCommit({ ...repository, ...commit });
    const head = `feature-${each}`;
    await octokit.rest.git.createRef({ ...repository, ref: `refs/heads/${head}`, sha: data.sha });
    const title = `feat: feature ${each}`;
    pulls.push((await octokit.rest.pulls.create({ ...repository, title, head, base: 'main' })).data.number);
  }
  return pulls;
}

/** What the newest check of each PR says. */
function conclusions({ repository }: Teammate): Map<number, string | null> {
  const { pulls, checkRuns } =
    world().github.state().repositories[`${repository.owner}/${repository.repo}`] ?? {};
  return new Map(
    pulls?.map(({ number, head }) => [number, checkRuns?.[head.sha]?.at(-1)?.conclusion ?? null]) ?? [],
  );
}

/** The paths to which the app writes while something happens, in order. */
async function writesDuring(work: () => Promise<unknown>): Promise<string[]> {
  const writes: string[] = [];
  const stop = world().github.watch(({ method, path, who }, moment) => {
    if (moment === 'arrived' && who.startsWith('installation') && method !== 'GET') writes.push(path);
  });
  await work();
  stop();
  return writes;
}

it('a freeze marks a hundred open PRs, and lifts for them in one minute of writes, newest activity first', async () => {
  const { ada } = await newRepository();
  const reason = await ada.openIssue('Why');
  const debt = await ada.propose('summary', 'fix: summary', { 'src/summary.py': documentedBypass(reason) });
  await world().settle();
  await ada.merge(debt);
  await world().settle();
  const pulls = await openFeatures(ada);
  await world().settle();
  world().clock.advance(HOUR);
  // The oldest of them is the last that anybody did anything about.
  const [touched = 0] = pulls;
  await ada.retitle(touched, 'feat: feature 0, at last');
  await world().settle();
  await world().pass(48 * HOUR);
  const frozen = conclusions(ada);
  expect(pulls.filter((pull) => frozen.get(pull) !== 'failure')).toEqual([]);
  const [issue] = await ada.trackingIssues();
  // One that is opened in the freeze is held like those that it found open.
  const late = await ada.propose('late', 'feat: late', { 'src/late.py': 'late = 1\n' });
  await world().settle();
  pulls.push(late);
  const told = new RegExp(
    `\\| #${issue?.number} \\| .*src/summary\\.py.* \\| \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC \\| .architecture-team.`,
  );
  for (const pull of [touched, late, ...pulls.slice(1, 4)]) {
    const { conclusion, summary } = await ada.check(pull);
    expect(conclusion).toBe('failure');
    expect(summary).toMatch(told);
    expect(summary).toContain('What lifts it:');
  }

  const removal = await ada.propose('pay', 'fix: pay', { 'src/summary.py': null });
  await world().settle();
  expect((await ada.check(pulls[50] ?? 0)).summary).toContain(`#${removal} removes it.`);
  const writes = await writesDuring(async () => {
    expect(await ada.merge(removal)).toBeNull();
    await world().settle();
  });
  const lifted = conclusions(ada);
  expect(pulls.filter((pull) => lifted.get(pull) !== 'success')).toEqual([]);
  expect(writes.length).toBeLessThan(WRITES_A_MINUTE);
  const order = checkedPulls(ada, writes);
  // The newest of all was opened in the freeze; then comes the oldest, which was retitled just before it.
  const wanted = [late, touched, ...pulls.slice(1, -1).reverse()];
  // Six workers at once may overtake one another, by so much at the most.
  expect(wanted.filter((pull, index) => Math.abs(order.indexOf(pull) - index) > 12)).toEqual([]);
}, 300_000);

/** The PRs whose checks were written, in that order. */
function checkedPulls({ repository }: Teammate, paths: string[]): number[] {
  const { pulls, checkRuns } =
    world().github.state().repositories[`${repository.owner}/${repository.repo}`] ?? {};
  const byHead = new Map(pulls?.map(({ number, head }) => [head.sha, number]));
  const byRun = new Map(
    Object.entries(checkRuns ?? {}).flatMap(([sha, runs]) =>
      runs.map((run) => [String(run.id), byHead.get(sha)]),
    ),
  );
  const ids = paths.flatMap((path) => /\/check-runs\/(\d+)$/.exec(path)?.[1] ?? []);
  return [...new Set(ids.flatMap((id) => byRun.get(id) ?? []))];
}
