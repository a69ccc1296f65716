import { expect } from 'vitest';
import { expectEnding, type Undisturbed } from './crash.ts';
import { ProcessStage } from './process-stage.ts';
import { type Act, tellActs } from './story.ts';

const REPLICAS = 3;

/** Tells the story to three processes on an empty database, with a rolling restart in its middle. */
export async function tellToReplicas(
  databaseUrl: string,
  acts: readonly Act[],
  { ending }: Undisturbed,
): Promise<void> {
  const stage = await ProcessStage.open(databaseUrl, REPLICAS);
  try {
    const middle = acts[Math.floor(acts.length / 2)];
    await tellActs(stage, acts, async (act, play) => {
      if (act !== middle) return play();
      const [codes] = await Promise.all([stage.roll(), play()]);
      expect(codes).toEqual(Array(REPLICAS).fill(0));
      await stage.settle();
    });
    expectEnding(stage, ending);
  } finally {
    await stage.close();
  }
}
