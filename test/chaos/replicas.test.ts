import { it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { tellUndisturbed } from './crash.ts';
import { tellToReplicas } from './replicas.ts';
import { ACTS } from './story.ts';

/** A debt is proposed, merged and started. The whole story is told by `npm run test:chaos`. */
const SHORT = ACTS.slice(1, 3);

it('three replicas that start at once on an empty database share the work', {
  timeout: 300_000,
}, async () => {
  const undisturbed = await tellUndisturbed(await newPostgresDatabase(), SHORT);
  await tellToReplicas(await newPostgresDatabase({ empty: true }), SHORT, undisturbed);
});
