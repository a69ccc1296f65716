import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

const definitions = z.array(z.looseObject({ name: z.string(), examples: z.array(z.looseObject({})) }));

/** Every payload that people have sent in to `@octokit/webhooks-examples`, as GitHub delivered it to somebody. */
export function webhookExamples(): { event: string; payload: Record<string, unknown> }[] {
  // Read, not imported: its types would have to be loaded with types of all payloads.
  const path = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
  const all = definitions.parse(JSON.parse(readFileSync(path, 'utf8')));
  return all.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
}
