import { decode, encodingOf, latin1 } from '../encoding.ts';
import { MAX_FILE_BYTES } from '../limits.ts';
import { type HandedTree, handTree } from './handed-tree.ts';
import { loadPython } from './parser.ts';

/**
 * The part of reading a blob that another thread can do, for `extractBlob`: `null` where there is nothing to hand on,
 * because the blob is skipped; `crashed` if the parser failed, which then fails in all that comes.
 */
export async function parseAhead(bytes: Uint8Array): Promise<HandedTree | 'crashed' | null> {
  const text = bytes.length > MAX_FILE_BYTES ? null : decode(bytes, encodingOf(latin1(bytes.subarray(0, 2))));
  if (text === null) return null;
  const parsed = (await loadPython()).parse(text, () => false);
  if (parsed.kind === 'crashed') return 'crashed';
  return parsed.kind === 'parsed' ? handTree(parsed) : null;
}
