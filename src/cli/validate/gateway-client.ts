import { redact } from '../../detect/redact.ts';

/** Why a gateway gave no answer. */
export type Silence =
  | 'refused'
  | 'unknown-host'
  | 'unreachable'
  | 'timeout'
  | 'certificate'
  | 'broken-off'
  | 'other';

/** An answer, or why there was none. `milliseconds` from the first byte sent to the last one read. */
export type GatewayAnswer =
  | { kind: 'answer'; status: number; body: string; location: string | null; milliseconds: number }
  | { kind: 'silence'; why: Silence; detail: string; milliseconds: number };

/** What is asked of the gateway. */
export interface GatewayRequest {
  method: 'GET' | 'POST';
  /** Below the base URL: `/v1/models`. */
  path: string;
  /** Milliseconds for the whole answer. */
  timeout: number;
  /** Whether the key goes along. */
  withKey: boolean;
  body?: unknown;
  /** Told of each piece of the body as it comes. */
  onPiece?: (piece: string) => void;
}

export interface GatewayClient {
  /** Without a slash at its end. */
  url: string;
  hasKey: boolean;
  ask(request: GatewayRequest): Promise<GatewayAnswer>;
  /** A text without the key, and without what else looks like one. */
  hidden(text: string): string;
}

/** Characters of one answer; a list of some thousand models has a tenth of it. */
const MAX_BODY = 5_000_000;

/**
 * Speaks to one gateway over HTTP. The key goes nowhere else: redirects are answers, not followed. No text that comes
 * out of it holds the key.
 */
export function gatewayClient(url: string, key: string | null): GatewayClient {
  const hidden = (text: string) =>
    redact(key === null || key === '' ? text : text.replaceAll(key, '[redacted]'));
  return { url, hasKey: key !== null, hidden, ask: (request) => ask(url, key, hidden, request) };
}

async function ask(
  url: string,
  key: string | null,
  hidden: (text: string) => string,
  { method, path, timeout, withKey, body, onPiece }: GatewayRequest,
): Promise<GatewayAnswer> {
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
      headers: {
        accept: 'application/json, text/event-stream',
        ...(withKey && key !== null ? { authorization: `Bearer ${key}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await bodyOf(response, onPiece);
    const location = response.headers.get('location');
    return { kind: 'answer', status: response.status, body: text, location, milliseconds: elapsed() };
  } catch (error) {
    return {
      kind: 'silence',
      why: silenceOf(error),
      detail: hidden(detailOf(error)),
      milliseconds: elapsed(),
    };
  }
}

async function bodyOf(response: Response, onPiece: GatewayRequest['onPiece']): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    const piece = decoder.decode(bytes, { stream: true });
    text += piece;
    onPiece?.(piece);
    if (text.length > MAX_BODY) break;
  }
  return text;
}

const SILENCES: Readonly<Record<string, Silence>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'broken-off',
  EPIPE: 'broken-off',
  UND_ERR_SOCKET: 'broken-off',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  EPROTO: 'certificate',
};

/** `fetch` says only "fetch failed"; what happened is its cause, or one of the causes of that. */
function silenceOf(error: unknown): Silence {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout';
  const codes = causesOf(error).map((cause) => ('code' in cause ? String(cause.code) : ''));
  for (const code of codes) if (Object.hasOwn(SILENCES, code)) return SILENCES[code] ?? 'other';
  return 'other';
}

function detailOf(error: unknown): string {
  const causes = causesOf(error);
  return causes.at(-1)?.message || causes.at(0)?.message || String(error);
}

function causesOf(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(causesOf) : [];
  return [error, ...inner, ...causesOf(error.cause)];
}
