import { z } from 'zod';
import { setLabels } from '../actions/issues.ts';
import { inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, created, noContent, ok, param, type Reply, readBody } from '../server/call.ts';
import { ApiError, invalidField, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import type { Label, Repository } from '../state/records.ts';
import { labelView } from '../views/issues.ts';
import { issueOf, labelsNamed } from './issues.ts';

const LABELS = '/repos/{owner}/{repo}/labels';
const ON_ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}/labels';
const READ = { app: 'conversation:read', user: 'read' } as const;
const TRIAGE = { app: 'conversation:write', user: 'triage' } as const;

/** The labels of a repository, and those on its issues and pull requests. */
export function labelRoutes(): Route[] {
  return [
    inRepository(`GET ${LABELS}`, { app: 'issues:read', user: 'read' }, (call, repository) =>
      page(call, repository.labels, (label) => labelView(call.world, repository, label)),
    ),
    inRepository(`POST ${LABELS}`, { app: 'issues:write', user: 'write' }, createLabel),
    inRepository(`GET ${LABELS}/{name}`, { app: 'issues:read', user: 'read' }, (call, repository) =>
      ok(labelView(call.world, repository, labelOf(call, repository))),
    ),
    inRepository(`PATCH ${LABELS}/{name}`, { app: 'issues:write', user: 'write' }, updateLabel),
    inRepository(`DELETE ${LABELS}/{name}`, { app: 'issues:write', user: 'write' }, (call, repository) => {
      const label = labelOf(call, repository);
      repository.labels = repository.labels.filter((one) => one !== label);
      for (const issue of repository.issues.values())
        issue.labels = issue.labels.filter((one) => one !== label);
      return noContent;
    }),
    inRepository(`GET ${ON_ISSUE}`, READ, (call, repository) =>
      page(call, issueOf(call, repository).labels, (label) => labelView(call.world, repository, label)),
    ),
    inRepository(`POST ${ON_ISSUE}`, TRIAGE, (call, repository) =>
      changeLabels(call, repository, (now, named) => [...now, ...named]),
    ),
    inRepository(`PUT ${ON_ISSUE}`, TRIAGE, (call, repository) =>
      changeLabels(call, repository, (_, named) => named),
    ),
    inRepository(`DELETE ${ON_ISSUE}`, TRIAGE, async (call, repository) => {
      await setLabels(call, repository, issueOf(call, repository), actorOf(call).account, []);
      return noContent;
    }),
    inRepository(`DELETE ${ON_ISSUE}/{name}`, TRIAGE, removeLabel),
  ];
}

function labelOf(call: Call, repository: Repository): Label {
  const name = param(call, 'name').toLowerCase();
  const label = repository.labels.find((one) => one.name.toLowerCase() === name);
  if (!label) throw notFound();
  return label;
}

const NewLabel = z.object({
  name: z.string(),
  color: z.string().optional(),
  description: z.string().nullish(),
});

/** A label's description may have so many characters (GitHub's own message). */
const LONGEST_DESCRIPTION = 100;

function createLabel(call: Call, repository: Repository): Reply {
  const { name, color = 'ededed', description = null } = readBody(call, NewLabel);
  if (repository.labels.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw invalidField('Label', 'name', 'already_exists');
  checkLabel(color, description);
  const label = { id: call.world.nextId(), name, color: color.toLowerCase(), description };
  repository.labels.push(label);
  return created(labelView(call.world, repository, label));
}

function checkLabel(color: string | undefined, description: string | null | undefined): void {
  if (color !== undefined && !/^[0-9a-f]{6}$/i.test(color)) throw invalidField('Label', 'color', 'invalid');
  if ((description?.length ?? 0) > LONGEST_DESCRIPTION) {
    throw invalidField(
      'Label',
      'description',
      'custom',
      `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`,
    );
  }
}

const LabelChange = z.object({
  new_name: z.string().optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
});

function updateLabel(call: Call, repository: Repository): Reply {
  const label = labelOf(call, repository);
  const change = readBody(call, LabelChange);
  checkLabel(change.color, change.description);
  label.name = change.new_name ?? label.name;
  label.color = change.color ?? label.color;
  if (change.description !== undefined) label.description = change.description;
  return ok(labelView(call.world, repository, label));
}

const LabelNames = z.union([
  z.array(z.string()).transform((labels) => ({ labels })),
  z.object({ labels: z.array(z.union([z.string(), z.object({ name: z.string() })])).default([]) }),
]);

async function changeLabels(
  call: Call,
  repository: Repository,
  change: (now: Label[], named: Label[]) => Label[],
): Promise<Reply> {
  const issue = issueOf(call, repository);
  const named = labelsNamed(call, repository, readBody(call, LabelNames).labels);
  await setLabels(call, repository, issue, actorOf(call).account, [...new Set(change(issue.labels, named))]);
  return page(call, issue.labels, (label) => labelView(call.world, repository, label));
}

async function removeLabel(call: Call, repository: Repository): Promise<Reply> {
  const issue = issueOf(call, repository);
  const name = param(call, 'name').toLowerCase();
  if (!issue.labels.some((label) => label.name.toLowerCase() === name))
    throw new ApiError(404, 'Label does not exist');
  const rest = issue.labels.filter((label) => label.name.toLowerCase() !== name);
  await setLabels(call, repository, issue, actorOf(call).account, rest);
  return page(call, issue.labels, (label) => labelView(call.world, repository, label));
}
