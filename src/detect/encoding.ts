type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A blob as it is looked at: each byte a character. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/**
 * How a blob is encoded, by its first bytes as characters: UTF-8, or the UTF-16 that a byte order mark tells of.
 * TypeScript's compiler and browsers read that, and in its bytes no sign is spelt as it is elsewhere.
 */
export function encodingOf(bytes: string): Encoding {
  if (bytes.startsWith('\xff\xfe')) return 'utf-16le';
  return bytes.startsWith('\xfe\xff') ? 'utf-16be' : 'utf-8';
}

/** A blob's text without its byte order mark; `null` if it is not valid. */
export function decode(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
