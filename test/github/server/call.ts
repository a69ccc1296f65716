import type { z } from 'zod';
import type { Account, Installation, Repository } from '../state/records.ts';
import type { World } from '../state/world.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { ApiError, notFound } from './errors.ts';

/** Who is calling. */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'app' }
  | {
      kind: 'installation';
      installation: Installation;
      permissions: Record<string, string>;
      repositoryIds: Set<number> | null;
    }
  | { kind: 'user'; user: Account };

/** One request, after authentication and GitHub's own checks of its form. */
export interface Call {
  world: World;
  webhooks: Webhooks;
  caller: Caller;
  method: string;
  params: Record<string, string>;
  query: URLSearchParams;
  /** Undefined if there was none. */
  body: unknown;
  headers: Record<string, string>;
  /** Path and query as they came, for links to other pages. */
  url: URL;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent instead of a JSON body. */
  raw?: { type: string; content: Buffer };
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent: Reply = { status: 204 };

export interface Actor {
  account: Account;
  viaApp: boolean;
}

/** The account that a call acts as: the user, or the App's bot. */
export function actorOf(call: Call): Actor {
  if (call.caller.kind === 'user') return { account: call.caller.user, viaApp: false };
  if (call.caller.kind === 'anonymous') throw notFound();
  return { account: call.world.knownAccount(call.world.app.botLogin), viaApp: true };
}

/** A body in the shape that a route reads; the judge has looked at it before, so a misfit is a rare 422. */
export function readBody<Schema extends z.ZodType>(call: Call, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  throw new ApiError(
    422,
    `Invalid request.\n\n${parsed.error.issues.map((issue) => issue.message).join('\n')}`,
  );
}

/** Query parameters in the shape that a route reads. */
export function readQuery<Schema extends z.ZodType>(call: Call, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(call.query));
  if (parsed.success) return parsed.data;
  throw new ApiError(
    422,
    `Invalid request.\n\n${parsed.error.issues.map((issue) => issue.message).join('\n')}`,
  );
}

export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the path has no parameter ${name}`);
  return value;
}

/** A number from the path; 404 if it is none. */
export function numberParam(call: Call, name: string): number {
  const value = Number(param(call, name));
  if (!Number.isInteger(value)) throw notFound();
  return value;
}

/** A handler of a route inside one repository. */
export type RepositoryHandler = (call: Call, repository: Repository) => Promise<Reply> | Reply;
export type Handler = (call: Call) => Promise<Reply> | Reply;
