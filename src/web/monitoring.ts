import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import type { Readiness } from '../jobs/readiness.ts';
import type { Metrics } from './metrics.ts';
import type { Answer } from './webhooks.ts';

/** What monitoring is shown, and to whom. */
export interface Monitoring {
  metrics: Metrics;
  readiness(): Promise<Readiness>;
  /** `MONITORING_TOKEN` */
  token: string | null;
}

/** Loopback and private networks (RFC 1918, 4193, 6598, 3927): where monitoring sits when nobody gave it a token. */
const NEIGHBOURS = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  NEIGHBOURS.addSubnet(network, prefix, 'ipv4');
NEIGHBOURS.addAddress('::1', 'ipv6');
NEIGHBOURS.addSubnet('fc00::', 7, 'ipv6');
NEIGHBOURS.addSubnet('fe80::', 10, 'ipv6');

/** Headers by which a proxy says that it speaks for somebody else. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via', 'cf-connecting-ip'];

/**
 * Whether a request may see numbers and names. The port is open to the internet, because GitHub posts to it: with a
 * token only who shows it; without one only who comes from the own network, and not through a proxy.
 */
function mayMonitor(request: IncomingMessage, token: string | null): boolean {
  if (token !== null) return sameText(request.headers.authorization ?? '', `Bearer ${token}`);
  if (FORWARDED.some((name) => request.headers[name] !== undefined)) return false;
  const address = request.socket.remoteAddress ?? '';
  return address !== '' && NEIGHBOURS.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Their digests are compared, so that the time tells neither length nor beginning. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

const REFUSED: Answer = {
  status: 401,
  message:
    'For monitoring only: show MONITORING_TOKEN as "Authorization: Bearer …", or ask from the own network where none is set.',
};

export async function metricsAnswer(
  request: IncomingMessage,
  { metrics, token }: Monitoring,
): Promise<Answer> {
  if (!mayMonitor(request, token)) return REFUSED;
  return { status: 200, message: '', content: await metrics.text() };
}

/** The status is for everybody, the reasons are not: they name repositories. */
export async function readinessAnswer(
  request: IncomingMessage,
  { readiness, token }: Monitoring,
): Promise<Answer> {
  const seen = await readiness();
  const status = seen.ready ? 200 : 503;
  if (!mayMonitor(request, token)) return { status, message: seen.ready ? 'ready' : 'not ready' };
  const text = `${JSON.stringify(seen, null, 2)}\n`;
  return { status, message: '', content: { type: 'application/json; charset=utf-8', text } };
}
