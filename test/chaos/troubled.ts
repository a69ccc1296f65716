import { seededRandom } from '../github/random.ts';
import { startWorld, type World } from '../support/world.ts';
import { expectEnding, type Undisturbed } from './crash.ts';
import { type Act, tellActs } from './story.ts';

/** What goes wrong around the app while it plays an act; gives back what to do at the act's end. */
export type Trouble = (world: World, seed: number) => Promise<() => Promise<void>>;

/** Milliseconds until a call counts as lost: so many are never answered that GitHub's own would take an hour. */
const DEADLINES = { read: 1500, write: 1500 };

/** Tells the story with this trouble in each act, and expects that it ends as without. */
export async function tellTroubled(
  databaseUrl: string,
  acts: readonly Act[],
  { ending }: Undisturbed,
  trouble: Trouble,
  seed: number,
): Promise<void> {
  const world = await startWorld(databaseUrl, 'silent', { deadlines: DEADLINES });
  const random = seededRandom(seed);
  try {
    await tellActs(world, acts, async (_, play) => {
      const end = await trouble(world, Math.floor(random() * 1e9));
      await play();
      await end();
    });
    expectEnding(world, ending);
  } finally {
    await world.close();
  }
}

/** A third of all webhooks arrives twice under one GUID. */
export const duplicated: Trouble = async ({ github }, seed) => {
  const random = seededRandom(seed);
  const undo = github.webhooks.duplicate(() => random() < 1 / 3);
  return async () => undo();
};

/** All of an act's webhooks arrive late and in any order. */
export const reordered: Trouble = async ({ github, settle }, seed) => {
  github.webhooks.hold();
  return async () => {
    github.webhooks.reorder(seed);
    github.webhooks.release();
    await settle();
  };
};

/** Webhooks are lost, on GitHub's side too; the app looks by itself once an hour. */
function lost(share: number): Trouble {
  return async ({ github, app, settle }, seed) => {
    const random = seededRandom(seed);
    const undo = github.webhooks.drop(() => random() < share);
    return async () => {
      undo();
      await app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
      await settle();
    };
  };
}

export const someLost = lost(1 / 3);
export const allLost = lost(1);

/** The database is lost at an act's end, all of it: what the app knows comes back from GitHub alone. */
export function databaseLost(newDatabase: () => string): Trouble {
  return async (world) => async () => {
    await world.restart(newDatabase());
    await world.settle();
  };
}

/** All that GitHub and the way there may do to a call. */
const KINDS = ['500', '502', '403', '429', 'timeout', 'reset', 'slow-body'] as const;

/** A third of all calls fails: half of them before GitHub has done anything, the others when it has. */
export const faulty: Trouble = async ({ github, settle }, seed) => {
  const random = seededRandom(seed);
  const { faults } = github;
  faults.rate(1 / 6, seed, KINDS);
  faults.rate(1 / 5, Math.floor(random() * 1e9), KINDS, { when: 'after' });
  return async () => {
    faults.clear();
    await settle();
  };
};
