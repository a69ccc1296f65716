import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';

/** A webhook as it arrived. */
export interface Delivery {
  /** The GUID of `X-GitHub-Delivery`. */
  id: string;
  event: string;
  /** The payload, byte by byte: JSON, as was seen when it came. */
  body: Buffer;
}

/** The fastest level: payloads are mostly URLs that repeat, of which it leaves a sixth. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const table = z.array(z.tuple([z.string(), z.string(), z.number()]));

/**
 * What came together, as the database keeps it. It is written, logged, read and vacuumed there, all of which costs by its size,
 * so it is compressed; and as a whole, since that takes a third of the time, and what GitHub says repeats from one payload to the next.
 */
export function packDeliveries(deliveries: readonly Delivery[]): Buffer {
  const rows: z.infer<typeof table> = deliveries.map(({ id, event, body }) => [id, event, body.byteLength]);
  const head = Buffer.from(`${JSON.stringify(rows)}\n`);
  return zstdCompressSync(Buffer.concat([head, ...deliveries.map(({ body }) => body)]), COMPRESSION);
}

export function unpackDeliveries(packed: Buffer): Delivery[] {
  const bytes = zstdDecompressSync(packed);
  let start = bytes.indexOf('\n') + 1;
  return table.parse(JSON.parse(bytes.toString('utf8', 0, start))).map(([id, event, length]) => {
    const body = bytes.subarray(start, start + length);
    start += length;
    return { id, event, body };
  });
}

/** What the delivery says, with nothing in it that a database cannot keep. */
export function payloadOf({ body }: Delivery): object {
  const text = body.toString('utf8');
  return JSON.parse(text, mayBreakText(text) ? storable : undefined);
}

/** PostgreSQL's text and jsonb take neither NUL nor half a surrogate pair, and a title or message may hold both. */
function mayBreakText(json: string): boolean {
  return /\\u(0000|d[89a-f])/i.test(json);
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '\uFFFD') : value;
}
