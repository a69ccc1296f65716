import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { validate as isCronExpression } from 'node-cron';
import { z } from 'zod';

/** What the app needs to know before it can start; Probot's names where Probot has one. */
export interface Config {
  /** Credentials of the GitHub App, or `null` to open the setup wizard. */
  credentials: { appId: number; privateKey: string; webhookSecret: string } | null;
  host: string;
  port: number;
  /** REST base URL without a trailing slash: `https://api.github.com`. */
  githubApiUrl: string;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** `postgres://…` or a folder. */
  databaseUrl: string;
  sweepCron: string;
  /** Where people read about rules: a rule's page is its id below it. No slash at the end. */
  docsUrl: string | null;
  /** What monitoring has to show to see metrics and the details of readiness; `null`: see `web/monitoring.ts`. */
  monitoringToken: string | null;
  /** Whether writes keep to the limits of github.com; a GitHub Enterprise Server may have none. */
  paceWrites: boolean;
}

/** Every mistake of the environment in one message, each with its mend. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(problems: string[]) {
    super(`The environment is not right yet:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const text = z.string().trim().min(1);

const environment = z.object({
  APP_ID: text
    .regex(/^[1-9]\d*$/, 'must be the number that the App settings page shows as "App ID"')
    .transform(Number)
    .optional(),
  PRIVATE_KEY: text.optional(),
  PRIVATE_KEY_PATH: text.optional(),
  WEBHOOK_SECRET: text.optional(),
  HOST: text.default('localhost'),
  PORT: text
    .regex(/^\d+$/, 'must be a port number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number from 0 to 65535')
    .default(3000),
  GHE_HOST: text
    .regex(/^[^/\s]+$/, 'must be a host name such as github.example.com, without protocol and path')
    .optional(),
  GHE_PROTOCOL: z.enum(['https', 'http'], { error: 'must be https or http' }).default('https'),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://api.github.com' })
    .optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
  DATABASE_URL: text
    .refine((url) => /^postgres(ql)?:\/\//.test(url) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(url), {
      error: 'must be postgres://… or the path of a folder',
    })
    .default('./data'),
  SWEEP_CRON: text
    .refine(isCronExpression, 'must be a cron expression of five or six fields, such as "* * * * *"')
    .default('* * * * *'),
  TOLLGATE_DOCS_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://your-host/rules' })
    .optional(),
  PACE_WRITES: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  MONITORING_TOKEN: text.min(16, 'must have 16 characters at least, or strangers may guess it').optional(),
});

type Environment = z.output<typeof environment>;

/**
 * Reads the configuration from environment variables; an empty variable counts as absent.
 * @throws {ConfigError} naming every mistake at once
 */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const key = readPrivateKey(given, problems);
  problems.push(...missingCredentials(given));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return configFrom(parsed.data, key);
}

function configFrom(variables: Environment, privateKey: string | null): Config {
  const { APP_ID: appId, WEBHOOK_SECRET: webhookSecret } = variables;
  return {
    credentials: appId && privateKey && webhookSecret ? { appId, privateKey, webhookSecret } : null,
    host: variables.HOST,
    port: variables.PORT,
    githubApiUrl: apiUrl(variables),
    logLevel: variables.LOG_LEVEL,
    databaseUrl: variables.DATABASE_URL,
    sweepCron: variables.SWEEP_CRON,
    docsUrl: variables.TOLLGATE_DOCS_URL?.replace(/\/+$/, '') ?? null,
    monitoringToken: variables.MONITORING_TOKEN ?? null,
    paceWrites: variables.PACE_WRITES === 'on',
  };
}

function apiUrl(variables: Environment): string {
  if (variables.GITHUB_API_URL) return variables.GITHUB_API_URL.replace(/\/+$/, '');
  if (variables.GHE_HOST) return `${variables.GHE_PROTOCOL}://${variables.GHE_HOST}/api/v3`;
  return 'https://api.github.com';
}

/** Some of the App's variables without the rest is a mistake; none at all asks for the setup wizard. */
function missingCredentials(given: NodeJS.ProcessEnv): string[] {
  const wanted = [
    { names: ['APP_ID'], what: 'the number on the settings page of your GitHub App' },
    {
      names: ['PRIVATE_KEY', 'PRIVATE_KEY_PATH'],
      what: "the App's private key, or the path of its .pem file",
    },
    { names: ['WEBHOOK_SECRET'], what: 'the webhook secret on the settings page of your GitHub App' },
  ];
  const isGiven = ({ names }: { names: string[] }) => names.some((name) => given[name]);
  if (!wanted.some(isGiven)) return [];
  return wanted
    .filter((variable) => !isGiven(variable))
    .map(({ names, what }) => `${names.join(' or ')} is missing: ${what}`);
}

/** The key in PEM. Env files and dashboards often turn its line ends into `\n` or wrap it in base64. */
function readPrivateKey(given: NodeJS.ProcessEnv, problems: string[]): string | null {
  const { PRIVATE_KEY: inline, PRIVATE_KEY_PATH: path } = given;
  const name = inline ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH';
  if (!inline && !path) return null;
  try {
    const pem = normalisePem(inline ?? readFileSync(path ?? '', 'utf8'));
    createPrivateKey(pem);
    return pem;
  } catch (error) {
    const unreadable = !inline && error instanceof Error && 'syscall' in error;
    problems.push(
      unreadable
        ? `${name} names a file that cannot be read: ${error.message}`
        : `${name} is no private key in PEM form; download a new one from the settings page of your GitHub App`,
    );
    return null;
  }
}

function normalisePem(key: string): string {
  const lines = key.trim().replaceAll('\\n', '\n');
  if (lines.startsWith('-----BEGIN')) return lines;
  return Buffer.from(lines, 'base64').toString('utf8');
}
