import { expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { tellUndisturbed, tellWithKills } from './crash.ts';
import { chaosSeed } from './seed.ts';
import { ACTS } from './story.ts';

const KILLS = 50;

it('killed 50 times while it plays, the story ends as without, on PGlite', async () => {
  const undisturbed = await tellUndisturbed(copyTemplate(inject('dataTemplate')), ACTS);
  const seed = chaosSeed('Kills on PGlite');
  expect(await tellWithKills(copyTemplate(inject('dataTemplate')), ACTS, undisturbed, KILLS, seed)).toBe(
    KILLS,
  );
});
