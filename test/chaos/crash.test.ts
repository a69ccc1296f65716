import { expect, it } from 'vitest';
import { BACKENDS } from '../support/backends.ts';
import { tellUndisturbed, tellWithKills } from './crash.ts';
import { chaosSeed } from './seed.ts';
import { ACTS } from './story.ts';

/** A debt is proposed, merged and started. The whole story is told by `npm run test:chaos`. */
const SHORT = ACTS.slice(1, 3);
const KILLS = 4;

it.each(BACKENDS)(
  'killed now and then, it ends as without, on $name',
  { timeout: 300_000 },
  async ({ name, newDatabaseUrl }) => {
    const undisturbed = await tellUndisturbed(await newDatabaseUrl(), SHORT);
    const seed = chaosSeed(`Kills on ${name}`);
    expect(await tellWithKills(await newDatabaseUrl(), SHORT, undisturbed, KILLS, seed)).toBe(KILLS);
  },
);
