import { inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { tellUndisturbed } from './crash.ts';
import { chaosSeed } from './seed.ts';
import { ACTS } from './story.ts';
import { databaseLost, tellTroubled } from './troubled.ts';

it('with its folder deleted after each act the story ends as without', async () => {
  const newFolder = () => copyTemplate(inject('dataTemplate'));
  const undisturbed = await tellUndisturbed(newFolder(), ACTS);
  await tellTroubled(newFolder(), ACTS, undisturbed, databaseLost(newFolder), chaosSeed('Lost database'));
});
