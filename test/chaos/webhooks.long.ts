import { beforeAll, it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { tellUndisturbed, type Undisturbed } from './crash.ts';
import { chaosSeed } from './seed.ts';
import { ACTS } from './story.ts';
import { allLost, duplicated, reordered, someLost, tellTroubled } from './troubled.ts';

let undisturbed: Undisturbed;

beforeAll(async () => {
  undisturbed = await tellUndisturbed(await newPostgresDatabase(), ACTS);
}, 300_000);

it.each([
  { name: 'duplicated', trouble: duplicated },
  { name: 'reordered', trouble: reordered },
  { name: 'a third of the', trouble: someLost },
  { name: 'no', trouble: allLost },
])('with $name webhooks the story ends as without', async ({ name, trouble }) => {
  await tellTroubled(await newPostgresDatabase(), ACTS, undisturbed, trouble, chaosSeed(`Webhooks ${name}`));
});
