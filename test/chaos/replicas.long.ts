import { it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { tellUndisturbed } from './crash.ts';
import { tellToReplicas } from './replicas.ts';
import { ACTS } from './story.ts';

it('told to three replicas, with a rolling restart in the middle, the story ends as without', async () => {
  const undisturbed = await tellUndisturbed(await newPostgresDatabase(), ACTS);
  await tellToReplicas(await newPostgresDatabase({ empty: true }), ACTS, undisturbed);
});
