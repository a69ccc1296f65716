import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { redact } from './detect/redact.ts';

/** What a line is about; on every line that is written while the work is done, whoever writes it. */
export interface LogContext {
  /** GUID of the webhook from which the work follows. */
  delivery?: string | undefined;
  event?: string | undefined;
  queue?: string | undefined;
  job?: string | undefined;
  /** `owner/name` */
  repository?: string | undefined;
  pull?: number | undefined;
  debt?: string | undefined;
}

const contexts = new AsyncLocalStorage<LogContext>();

/** Does the work with every line of it bearing this context besides the one around it. */
export function inLogContext<Result>(context: LogContext, work: () => Result): Result {
  return contexts.run({ ...contexts.getStore(), ...context }, work);
}

/** The GUID of the webhook from which the present work follows. */
export function currentDelivery(): string | undefined {
  return contexts.getStore()?.delivery;
}

/** Characters of one text that a log keeps: a failed statement quotes its parameters, and a payload has 25 MB. */
const LONGEST_TEXT = 4_000;

const REDACTED = '[redacted]';

/**
 * A logger of JSON lines. Whatever is logged by whomever, no line that leaves holds one of the secrets, nor anything
 * that looks like a key: jobs fail over code, payloads and answers that strangers wrote.
 * @param secrets texts that no line may hold, whatever they look like
 */
export function createLog(
  level: Config['logLevel'],
  secrets: readonly string[],
  destination: DestinationStream = pino.destination(1),
): Logger {
  const options = {
    level,
    mixin: () => ({ ...contexts.getStore() }),
    serializers: { err: errorFields },
  };
  return pino(options, { write: (line) => destination.write(cleanLine(line, secrets)) });
}

/** Every secret that the configuration holds, and each line of a key, since a message may quote but one. */
export function secretsOf({ credentials, databaseUrl, monitoringToken }: Config): string[] {
  const password = /^postgres(?:ql)?:\/\/[^/]*:([^@/]+)@/.exec(databaseUrl)?.[1];
  const keyLines = credentials?.privateKey.split('\n').filter((line) => !line.startsWith('-----')) ?? [];
  const all = [credentials?.webhookSecret, password, password && decode(password), monitoringToken];
  // A secret of a few characters would blank out half of every line, and is none.
  return [...all, ...keyLines].filter((text) => text != null && text.length >= 6) as string[];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Octokit's errors carry the whole request and answer; of these only what says which it was. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: cut(String(error)) };
  const { name, message, stack, cause } = error;
  const status = 'status' in error ? { status: error.status } : {};
  const code = 'code' in error ? { code: error.code } : {};
  return {
    type: name,
    message: cut(message),
    ...status,
    ...code,
    ...callOf(error),
    stack: cut(stack ?? ''),
    ...(cause === undefined ? {} : { cause: errorFields(cause) }),
  };
}

function callOf(error: Error): object {
  if (!('request' in error) || typeof error.request !== 'object' || error.request === null) return {};
  const { method, url } = { method: undefined, url: undefined, ...error.request };
  return { request: { method, url } };
}

function cleanLine(line: string, secrets: readonly string[]): string {
  return `${JSON.stringify(clean(JSON.parse(line), secrets))}\n`;
}

function clean(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return cleanText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => clean(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [cleanText(name, secrets), clean(item, secrets)]),
  );
}

function cleanText(text: string, secrets: readonly string[]): string {
  return redact(secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), cut(text)));
}

/** A word that the cut goes through is left out: it might be half of a key, which nobody knows for one. */
function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT).replace(/\S*$/, '')}… (cut from ${text.length} characters)`;
}
