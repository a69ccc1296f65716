import { buffersOf } from '../python/handed-tree.ts';
import type { TreeSource } from './messages.ts';

/** What need not be copied when sources go to another thread: bytes that are all of their buffer, and syntax trees. */
export function handedOver(sources: readonly TreeSource[]): ArrayBuffer[] {
  const whole = sources.flatMap(({ bytes: { buffer, byteLength }, parsed }) => [
    ...(buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []),
    ...(parsed ? buffersOf(parsed) : []),
  ]);
  return [...new Set(whole)];
}
