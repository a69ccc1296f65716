import { expect, it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { tellUndisturbed, tellWithKills } from './crash.ts';
import { chaosSeed } from './seed.ts';
import { ACTS } from './story.ts';

const KILLS = 50;

it('killed 50 times while it plays, the story ends as without, on PostgreSQL', async () => {
  const undisturbed = await tellUndisturbed(await newPostgresDatabase(), ACTS);
  const seed = chaosSeed('Kills on PostgreSQL');
  expect(await tellWithKills(await newPostgresDatabase(), ACTS, undisturbed, KILLS, seed)).toBe(KILLS);
});
