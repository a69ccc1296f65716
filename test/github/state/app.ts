import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';

const AppManifest = z.object({
  name: z.string().optional(),
  description: z.string().optional(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])),
  default_events: z.array(z.string()).default([]),
});

/** The part of an `app.yml` that GitHub acts on; other keys are allowed and left alone. */
export type AppManifest = z.input<typeof AppManifest>;

export interface AppOptions {
  /** Default 4242. */
  id?: number;
  /** Default `tollgate`. */
  slug?: string;
  /** PEM; generated if it is not given. */
  privateKey?: string;
  webhookSecret: string;
  manifest: unknown;
}

/** The GitHub App as it is registered. */
export interface RegisteredApp {
  id: number;
  slug: string;
  name: string;
  /** PEM. */
  privateKey: string;
  webhookSecret: string;
  /** `<slug>[bot]`, the login that the App acts under. */
  botLogin: string;
  permissions: Record<string, 'read' | 'write' | 'admin'>;
  events: string[];
  createdAt: string;
}

let generatedKey: string | null = null;

/** One key a process: making one takes up to a second. */
function privateKey(): string {
  generatedKey ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  return generatedKey;
}

/**
 * Registers an App from its manifest, as GitHub does.
 *
 * @throws Error if an event needs a permission that the manifest does not ask for; GitHub refuses it too.
 */
export function registerApp(options: AppOptions, createdAt: string): RegisteredApp {
  const manifest = AppManifest.parse(options.manifest);
  const slug = options.slug ?? 'tollgate';
  const permissions = { ...manifest.default_permissions, metadata: 'read' as const };
  refuseUnreachableEvents(manifest.default_events, permissions);
  return {
    id: options.id ?? 4242,
    slug,
    name: manifest.name ?? 'Tollgate',
    privateKey: options.privateKey ?? privateKey(),
    webhookSecret: options.webhookSecret,
    botLogin: `${slug}[bot]`,
    permissions,
    events: manifest.default_events,
    createdAt,
  };
}

/** Which permissions let an App subscribe to an event, any of them (docs: "Webhook events and payloads"). */
const EVENT_PERMISSIONS: Record<string, string[]> = {
  check_run: ['checks'],
  check_suite: ['checks'],
  create: ['contents'],
  delete: ['contents'],
  push: ['contents'],
  issues: ['issues'],
  issue_comment: ['issues', 'pull_requests'],
  label: ['issues', 'pull_requests'],
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  pull_request_review_comment: ['pull_requests'],
  merge_group: ['merge_queues'],
  status: ['statuses'],
  team: ['members'],
  membership: ['members'],
  organization: ['members'],
  branch_protection_rule: ['administration'],
  repository: ['metadata'],
  repository_ruleset: ['administration'],
  member: ['members', 'metadata'],
};

function refuseUnreachableEvents(events: string[], permissions: Record<string, string>): void {
  const unreachable = events.filter((event) => {
    const needed = EVENT_PERMISSIONS[event];
    return needed !== undefined && !needed.some((permission) => permission in permissions);
  });
  if (unreachable.length === 0) return;
  throw new Error(
    `default_events of the manifest need permissions it does not ask for: ${unreachable.join(', ')}`,
  );
}
