import { expect } from 'vitest';
import { seededRandom } from '../github/random.ts';
import type { Moment, RequestRecord } from '../github/server/requests.ts';
import { startWorld } from '../support/world.ts';
import { likeness, twice } from './likeness.ts';
import { ProcessStage } from './process-stage.ts';
import { type Act, type Stage, tellActs } from './story.ts';

/** How a story ends when nothing goes wrong, and how many calls of the app each act takes. */
export interface Undisturbed {
  ending: Record<string, unknown>;
  calls: number[];
}

/** Tells the story to an app that nobody disturbs. */
export async function tellUndisturbed(databaseUrl: string, acts: readonly Act[]): Promise<Undisturbed> {
  const world = await startWorld(databaseUrl);
  const calls: number[] = [];
  try {
    await tellActs(world, acts, async (_, play) => {
      const before = callsOfApp(world.github.requests);
      await play();
      calls.push(callsOfApp(world.github.requests) - before);
    });
    world.github.assertClean();
    expect(twice(world.github.state())).toEqual([]);
    return { ending: likeness(world.github.state()), calls };
  } finally {
    await world.close();
  }
}

function callsOfApp(requests: readonly RequestRecord[]): number {
  return requests.filter(counts).length;
}

/** What every start asks first: counted, most kills would strike there. */
const STARTING = new Set([
  'GET /app/hook/deliveries',
  'GET /app/installations',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /installation/repositories',
  'GET /repos/{owner}/{repo}/pulls',
]);

/** Whether it is a call of the app, about its work. */
function counts({ who, operation }: RequestRecord): boolean {
  return (who === 'app' || who.startsWith('installation')) && !STARTING.has(operation);
}

/** At the `call`th call of an act: as it arrives, or when GitHub has done it and its answer has not left. */
interface Kill {
  call: number;
  moment: Moment;
  /** Milliseconds into its next start at which it is killed again; `null` lets it start. */
  again: number | null;
}

/** How often a start is killed as well, and how long one takes at the least. */
const KILLED_STARTS = 0.2;
const START_MS = 1500;

/** Kills the app while it plays: where, says a seed. Counted in calls, so that no machine is too fast or too slow for it. */
class Killer {
  kills = 0;
  readonly #stage: ProcessStage;
  #plan: Kill[] = [];
  #calls = 0;

  constructor(stage: ProcessStage) {
    this.#stage = stage;
    stage.github.watch((record, moment) => {
      if (!counts(record)) return;
      if (moment === 'arrived') this.#calls += 1;
      const [next] = this.#plan;
      if (next && next.moment === moment && this.#calls >= next.call) void this.#kill();
    });
  }

  /** Plays an act with these kills. Those that it did not come to are made once all is quiet. */
  async during(plan: Kill[], play: () => Promise<void>): Promise<void> {
    this.#plan = plan;
    this.#calls = 0;
    await play();
    while (this.#plan.length > 0) {
      await this.#kill();
      await this.#stage.settle();
    }
  }

  async #kill(): Promise<void> {
    const kill = this.#plan.shift();
    const [process] = this.#stage.processes;
    if (!kill || !process) return;
    this.kills += 1;
    await process.kill();
    if (kill.again === null) return;
    await new Promise((resolve) => setTimeout(resolve, kill.again ?? 0));
    this.kills += 1;
    await this.#stage.processes[0]?.kill();
  }
}

/** Spreads kills evenly over all calls of a story; some strike the start after another. */
function planKills(calls: readonly number[], kills: number, seed: number): Kill[][] {
  const random = seededRandom(seed);
  const total = calls.reduce((sum, count) => sum + count, 0);
  const plan: Kill[] = [];
  for (let left = kills; left > 0; left--) {
    const again = left > 1 && random() < KILLED_STARTS ? random() * START_MS : null;
    if (again !== null) left--;
    plan.push({ call: 1 + Math.floor(random() * total), moment: random() < 0.5 ? 'arrived' : 'done', again });
  }
  let before = 0;
  return calls.map((count) => {
    const start = before;
    before += count;
    const mine = plan.filter(({ call }) => call > start && call <= before);
    return mine.map((kill) => ({ ...kill, call: kill.call - start })).sort((a, b) => a.call - b.call);
  });
}

/** The same story with the app killed again and again. @returns how often */
export async function tellWithKills(
  databaseUrl: string,
  acts: readonly Act[],
  { calls, ending }: Undisturbed,
  kills: number,
  seed: number,
): Promise<number> {
  const stage = await ProcessStage.open(databaseUrl);
  try {
    const killer = new Killer(stage);
    const plan = planKills(calls, kills, seed);
    let act = 0;
    await tellActs(stage, acts, (_, play) => killer.during(plan[act++] ?? [], play));
    expectEnding(stage, ending);
    return killer.kills;
  } finally {
    await stage.close();
  }
}

/** Everything on GitHub is as it would be if nothing had gone wrong, and nothing was done twice. */
export function expectEnding({ github }: Stage, ending: Record<string, unknown>): void {
  expect(twice(github.state())).toEqual([]);
  expect(likeness(github.state())).toEqual(ending);
  github.assertClean();
}
