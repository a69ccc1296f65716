import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { startWorld } from '../support/world.ts';
import { narrator, StoryError } from './narrator.ts';
import { tellStory } from './story.ts';

/** `npm run demo`: the main job on an emulated GitHub, printed as it happens. Exit 1 if a step did not happen. */
async function demo(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-demo-'));
  const began = Date.now();
  process.stdout.write('Starting an emulated GitHub and Tollgate on this machine …\n');
  const world = await startWorld(folder, process.env.LOG_LEVEL);
  try {
    await tellStory(
      world,
      narrator(world.clock, (line) => process.stdout.write(`${line}\n`)),
    );
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    const { requests, webhooks } = world.github;
    const calls = `${requests.length} REST calls and ${webhooks.deliveries.length} webhooks`;
    process.stdout.write(
      `\n${styleText('bold', 'Done')}, in ${seconds} seconds: ${calls}, each checked against GitHub's own description.\n`,
    );
    return 0;
  } catch (error) {
    const reason =
      error instanceof StoryError ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`\n${styleText('red', '✗')} ${reason}\n`);
    return 1;
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await demo();
