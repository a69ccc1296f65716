import { it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { tellUndisturbed } from './crash.ts';
import { chaosSeed } from './seed.ts';
import { ACTS } from './story.ts';
import { faulty, tellTroubled } from './troubled.ts';

it('with a third of all calls failing the story ends as without', async () => {
  const undisturbed = await tellUndisturbed(await newPostgresDatabase(), ACTS);
  await tellTroubled(await newPostgresDatabase(), ACTS, undisturbed, faulty, chaosSeed('Faults'));
});
