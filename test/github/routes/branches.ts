import { z } from 'zod';
import { inRepository, type Route } from '../server/access.ts';
import {
  type Call,
  created,
  noContent,
  numberParam,
  ok,
  param,
  type Reply,
  readBody,
} from '../server/call.ts';
import { ApiError, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import type { Protection, Repository, RequiredCheck, Ruleset } from '../state/records.ts';
import { rulesetsFor } from '../state/requirements.ts';
import { fullNameOf, type World } from '../state/world.ts';
import { commitView } from '../views/commits.ts';
import { branchProtectionView, protectionView } from '../views/protections.ts';
import { repositoryPage, repositoryUrl } from '../views/repositories.ts';

const BRANCH = '/repos/{owner}/{repo}/branches/{branch}';
const RULESETS = '/repos/{owner}/{repo}/rulesets';
const READ = { app: 'contents:read', user: 'read' } as const;
const ADMIN_READ = { app: 'administration:read', user: 'admin' } as const;
const ADMIN = { app: 'administration:write', user: 'admin' } as const;
const METADATA = { app: 'metadata:read', user: 'read' } as const;

/** Branches, classic protection and rulesets. */
export function branchRoutes(): Route[] {
  return [
    inRepository('GET /repos/{owner}/{repo}/branches', READ, (call, repository) =>
      page(call, [...repository.git.branches()], ([name, sha]) => ({
        name,
        commit: { sha, url: `${repositoryUrl(call.world, repository)}/commits/${sha}` },
        protected: isProtected(repository, name),
      })),
    ),
    inRepository(`GET ${BRANCH}`, READ, showBranch),
    inRepository(`GET ${BRANCH}/protection`, ADMIN_READ, (call, repository) => {
      const branch = existingBranch(call, repository);
      const protection = repository.protections.get(branch);
      if (!protection) throw new ApiError(404, 'Branch not protected');
      return ok(protectionView(call.world, repository, branch, protection));
    }),
    inRepository(`PUT ${BRANCH}/protection`, ADMIN, putProtection),
    inRepository(`DELETE ${BRANCH}/protection`, ADMIN, (call, repository) => {
      repository.protections.delete(existingBranch(call, repository));
      return noContent;
    }),
    inRepository('GET /repos/{owner}/{repo}/rules/branches/{branch}', METADATA, (call, repository) =>
      page(call, rulesFor(repository, param(call, 'branch')), (rule) => rule),
    ),
    inRepository(`GET ${RULESETS}`, METADATA, (call, repository) =>
      page(call, repository.rulesets, (one) => briefRulesetView(call.world, repository, one)),
    ),
    inRepository(`POST ${RULESETS}`, ADMIN, createRuleset),
    inRepository(`GET ${RULESETS}/{ruleset_id}`, METADATA, (call, repository) =>
      ok(rulesetView(call.world, repository, rulesetOf(call, repository))),
    ),
    inRepository(`DELETE ${RULESETS}/{ruleset_id}`, ADMIN, (call, repository) => {
      repository.rulesets.splice(repository.rulesets.indexOf(rulesetOf(call, repository)), 1);
      return noContent;
    }),
  ];
}

function isProtected(repository: Repository, branch: string): boolean {
  return repository.protections.has(branch) || rulesetsFor(repository, branch).length > 0;
}

function existingBranch(call: Call, repository: Repository): string {
  const branch = param(call, 'branch');
  if (repository.git.branch(branch) === null) throw new ApiError(404, 'Branch not found');
  return branch;
}

async function showBranch(call: Call, repository: Repository): Promise<Reply> {
  const name = existingBranch(call, repository);
  const commit = await repository.git.knownCommit(repository.git.branch(name) ?? '');
  const url = `${repositoryUrl(call.world, repository)}/branches/${encodeURIComponent(name)}`;
  return ok({
    name,
    commit: commitView(call.world, repository, commit),
    _links: { self: url, html: `${repositoryPage(call.world, repository)}/tree/${name}` },
    protected: isProtected(repository, name),
    protection: branchProtectionView(repository.protections.get(name)),
    protection_url: `${url}/protection`,
  });
}

const ProtectionBody = z.object({
  required_status_checks: z
    .object({
      strict: z.boolean(),
      contexts: z.array(z.string()).default([]),
      checks: z.array(z.object({ context: z.string(), app_id: z.number().optional() })).optional(),
    })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z
    .object({
      required_approving_review_count: z.number().default(1),
      dismiss_stale_reviews: z.boolean().default(false),
      dismissal_restrictions: z
        .object({ users: z.array(z.string()).default([]), apps: z.array(z.string()).default([]) })
        .optional(),
    })
    .nullable(),
  allow_force_pushes: z.boolean().nullish(),
  allow_deletions: z.boolean().default(false),
});

function putProtection(call: Call, repository: Repository): Reply {
  const branch = existingBranch(call, repository);
  const protection = toProtection(readBody(call, ProtectionBody));
  repository.protections.set(branch, protection);
  return ok(protectionView(call.world, repository, branch, protection));
}

function toProtection(body: z.output<typeof ProtectionBody>): Protection {
  const checks = body.required_status_checks;
  const reviews = body.required_pull_request_reviews;
  return {
    requiredChecks: checks && { strict: checks.strict, checks: requiredChecks(checks) },
    requiredReviews: reviews && {
      count: reviews.required_approving_review_count,
      dismissStale: reviews.dismiss_stale_reviews,
      dismissers: dismissersOf(reviews.dismissal_restrictions),
    },
    enforceAdmins: body.enforce_admins ?? false,
    allowForcePushes: body.allow_force_pushes ?? false,
    allowDeletions: body.allow_deletions,
  };
}

/** An empty restriction is none, as for repositories of users. */
function dismissersOf(restriction: { users: string[]; apps: string[] } | undefined): string[] | null {
  return restriction === undefined ? null : [...restriction.users, ...restriction.apps];
}

/** `app_id` -1 lets any App report; without one GitHub picks the App that last did, the double picks any. */
function requiredChecks(
  body: NonNullable<z.output<typeof ProtectionBody>['required_status_checks']>,
): RequiredCheck[] {
  if (!body.checks) return body.contexts.map((context) => ({ context, appId: null }));
  return body.checks.map(({ context, app_id }) => ({
    context,
    appId: app_id === undefined || app_id === -1 ? null : app_id,
  }));
}

function rulesFor(repository: Repository, branch: string) {
  return rulesetsFor(repository, branch).flatMap((ruleset) =>
    ruleset.rules.map((rule) => ({
      ...rule,
      ruleset_source_type: 'Repository',
      ruleset_source: fullNameOf(repository),
      ruleset_id: ruleset.id,
    })),
  );
}

const RulesetBody = z.object({
  name: z.string(),
  enforcement: z.enum(['disabled', 'active', 'evaluate']),
  conditions: z
    .object({
      ref_name: z
        .object({ include: z.array(z.string()).default([]), exclude: z.array(z.string()).default([]) })
        .optional(),
    })
    .optional(),
  rules: z
    .array(z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }))
    .default([]),
});

function createRuleset(call: Call, repository: Repository): Reply {
  const body = readBody(call, RulesetBody);
  const now = call.world.now();
  const ruleset: Ruleset = {
    id: call.world.nextId(),
    name: body.name,
    enforcement: body.enforcement,
    include: body.conditions?.ref_name?.include ?? [],
    exclude: body.conditions?.ref_name?.exclude ?? [],
    rules: body.rules,
    createdAt: now,
    updatedAt: now,
  };
  repository.rulesets.push(ruleset);
  return created(rulesetView(call.world, repository, ruleset));
}

function rulesetOf(call: Call, repository: Repository): Ruleset {
  const id = numberParam(call, 'ruleset_id');
  const ruleset = repository.rulesets.find((one) => one.id === id);
  if (!ruleset) throw notFound();
  return ruleset;
}

function briefRulesetView(world: World, repository: Repository, ruleset: Ruleset) {
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: 'branch',
    source_type: 'Repository',
    source: fullNameOf(repository),
    enforcement: ruleset.enforcement,
    _links: { self: { href: `${repositoryUrl(world, repository)}/rulesets/${ruleset.id}` } },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
  };
}

function rulesetView(world: World, repository: Repository, ruleset: Ruleset) {
  return {
    ...briefRulesetView(world, repository, ruleset),
    bypass_actors: [],
    conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
    rules: ruleset.rules,
  };
}
