import { createHash } from 'node:crypto';
import type { Bypass, Verdict } from './verdict.ts';

/** A bypass by a name that stays while its code moves. */
export interface KeyedBypass {
  key: string;
  bypass: Bypass;
}

/** All bypasses of a verdict, documented ones too; equal ones in one function are counted. */
export function keyedBypasses({
  reasons,
  documented,
}: Pick<Verdict, 'reasons' | 'documented'>): KeyedBypass[] {
  const failing = reasons.flatMap((reason) => (reason.kind === 'bypass' ? [reason.bypass] : []));
  const seen = new Map<string, number>();
  return [...failing, ...documented].toSorted(byPlace).map((bypass) => {
    const { fingerprint } = bypass.findings[0];
    const before = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, before + 1);
    return { key: keyOf(`${fingerprint} ${before}`), bypass };
  });
}

function byPlace({ findings: [one] }: Bypass, { findings: [other] }: Bypass): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.range.startLine - other.range.startLine || one.range.startColumn - other.range.startColumn;
}

function keyOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
