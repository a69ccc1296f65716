import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { narrator } from '../demo/narrator.ts';
import { tellStory } from '../demo/story.ts';
import { BACKENDS } from '../support/backends.ts';
import { startWorld } from '../support/world.ts';

/** What the README shows of the story: some of its lines, in order. */
function shownInReadme(): string[] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, shown = ''] = /here shortened[^`]*```text\n([\s\S]*?)```/.exec(readme) ?? [];
  return shown.split('\n').filter((line) => line !== '');
}

it.each(BACKENDS)('the whole story happens, on $name, as the README tells it', async ({ newDatabaseUrl }) => {
  const world = await startWorld(await newDatabaseUrl());
  const told: string[] = [];
  try {
    await tellStory(
      world,
      narrator(world.clock, (lines) => void told.push(...stripVTControlCharacters(lines).split('\n'))),
    );
    const repository = world.github.state().repositories['acme/chat'];
    expect(repository?.issues.filter((issue) => issue.labels.includes('tech-debt'))).toHaveLength(1);
    const shown = shownInReadme();
    expect(shown.length).toBeGreaterThan(10);
    let next = 0;
    for (const line of told) if (line === shown[next]) next += 1;
    expect(shown.slice(next)).toEqual([]);
  } finally {
    await world.close();
  }
});
