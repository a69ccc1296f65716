import { beforeAll, it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { tellUndisturbed, type Undisturbed } from './crash.ts';
import { chaosSeed } from './seed.ts';
import { ACTS } from './story.ts';
import { allLost, duplicated, reordered, tellTroubled } from './troubled.ts';

/** A debt is proposed, merged and started. The whole story is told by `npm run test:chaos`. */
const SHORT = ACTS.slice(1, 3);

let undisturbed: Undisturbed;

beforeAll(async () => {
  undisturbed = await tellUndisturbed(await newPostgresDatabase(), SHORT);
});

it.each([
  { name: 'duplicated', trouble: duplicated },
  { name: 'reordered', trouble: reordered },
  { name: 'no', trouble: allLost },
])('with $name webhooks it ends as without', async ({ name, trouble }) => {
  await tellTroubled(await newPostgresDatabase(), SHORT, undisturbed, trouble, chaosSeed(`Webhooks ${name}`));
});
