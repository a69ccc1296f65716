import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { cutToBytes } from './markdown.ts';

/** What is sealed in a text on GitHub, which anybody with write access may have edited. */
export type Unsealed =
  | { kind: 'none' }
  /** There is one, and it is not as we wrote it, or not where we wrote it. */
  | { kind: 'forged' }
  | { kind: 'sealed'; value: unknown };

/**
 * A hidden comment from which a lost database gets something back.
 * @param place where it stands: it counts nowhere else, so that it cannot be copied
 * @param key 32 secret bytes
 */
export function seal(name: string, value: unknown, place: string, key: Uint8Array): string {
  const text = deflateRawSync(JSON.stringify(value)).toString('base64url');
  return `<!-- tollgate:${name}:${text}.${signature(text, place, key)} -->`;
}

/** The block comes last and whole: cut, it would not verify. */
export function withSeal(text: string, block: string | null, mostBytes: number): string {
  if (block === null) return cutToBytes(text, mostBytes);
  return `${cutToBytes(text, mostBytes - block.length - 2)}\n${block}\n`;
}

/** Reads it back. Never throws. */
export function unseal(name: string, body: string, place: string, key: Uint8Array): Unsealed {
  const [, text, signed] = new RegExp(`<!-- tollgate:${name}:([\\w-]+)\\.([\\w-]+) -->`).exec(body) ?? [];
  if (text === undefined || signed === undefined) return { kind: 'none' };
  if (!sameText(signed, signature(text, place, key))) return { kind: 'forged' };
  const json = inflateRawSync(Buffer.from(text, 'base64url')).toString('utf8');
  return { kind: 'sealed', value: JSON.parse(json) };
}

function signature(text: string, place: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`${place}\n${text}`).digest('base64url');
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
