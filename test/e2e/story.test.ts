import { expect, it } from 'vitest';
import { silentNarrator } from '../demo/narrator.ts';
import { tellStory } from '../demo/story.ts';
import { BACKENDS } from '../support/backends.ts';
import { startWorld } from '../support/world.ts';

it.each(BACKENDS)('the whole story happens, on $name', async ({ newDatabaseUrl }) => {
  const world = await startWorld(await newDatabaseUrl());
  try {
    await tellStory(world, silentNarrator);
    const repository = world.github.state().repositories['acme/chat'];
    expect(repository?.issues.filter((issue) => issue.labels.includes('tech-debt'))).toHaveLength(1);
  } finally {
    await world.close();
  }
});
