import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { Delivery } from './work.ts';

/** The fastest level: payloads are mostly URLs that repeat, of which it leaves a sixth. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What of a payload says what it is about. */
const subject = z.object({
  repository: z.object({ full_name: z.string() }).optional().catch(undefined),
  pull_request: z.object({ number: z.number() }).optional().catch(undefined),
});

/**
 * A webhook as the queue keeps it. The body is written, logged, read and vacuumed by the database, all of which costs by
 * its size, so it is kept compressed; what it is about stays readable.
 * @param payload what `body` says
 */
export function packDelivery(event: string, payload: object, body: string): Delivery {
  const { repository, pull_request: pull } = subject.parse(payload);
  return {
    event,
    repository: repository?.full_name,
    pullNumber: pull?.number,
    body: zstdCompressSync(body, COMPRESSION).toString('base64'),
  };
}

/** The payload, with nothing in it that a database cannot keep. */
export function unpackPayload({ body }: Delivery): object {
  const text = zstdDecompressSync(Buffer.from(body, 'base64')).toString('utf8');
  return JSON.parse(text, mayBreakText(text) ? storable : undefined);
}

/** PostgreSQL's text and jsonb take neither NUL nor half a surrogate pair, and a title or message may hold both. */
function mayBreakText(json: string): boolean {
  return /\\u(0000|d[89a-f])/i.test(json);
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '\uFFFD') : value;
}
