import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicy } from '../../policy/defaults.ts';
import type { OrganisationPolicy } from '../../policy/load.ts';
import { ORGANISATION_FLAG } from '../organisation-flag.ts';
import { schemaPlace } from './editor-schema.ts';
import type { FoundUrl } from './gateway-addresses.ts';
import { HUSKY_FILE, HUSKY_FOLDER } from './husky.ts';
import { organisationCopy } from './organisation-copy.ts';
import { ownPackage } from './package-spec.ts';
import { fileOf, type PlanTerms } from './plan.ts';
import { PRE_COMMIT_FILE } from './pre-commit.ts';
import { policyFault, type Questions, urlsIn } from './questions.ts';
import { stateOf } from './repository-file.ts';
import type { Survey } from './survey.ts';

/** The rule book's validation, without the checks that need a running gateway. */
const HOOK_COMMAND = 'validate --offline';

/** The same for what a commit adds: where it would stop every commit, for what others wrote (decisions 18). */
export function forNewAlone(command: string): string {
  return `${command} --base HEAD`;
}

/** What `tollgate init` is asked. `null` is what is found. */
export interface SetUpOrder {
  folder: string;
  yes: boolean;
  dryRun: boolean;
  script: boolean;
  gateway: readonly string[] | null;
  contact: string | null;
  spec: string | null;
  /** Address of the policy's schema; `null` for a copy of it beside the policy. */
  schema: string | null;
  /** A file with the organisation's policy; `null` without one. */
  organisationPolicy: string | null;
  skip: readonly string[];
}

/** What the files are to say: by flags, else by answers, else by what was found. */
export async function agreedTerms(
  order: SetUpOrder & { organisation: OrganisationPolicy | null },
  root: string,
  found: Survey,
  questions: Questions | null,
): Promise<PlanTerms> {
  const { organisation } = order;
  const hookFile =
    existsSync(join(root, HUSKY_FOLDER)) && !existsSync(join(root, PRE_COMMIT_FILE))
      ? HUSKY_FILE
      : PRE_COMMIT_FILE;
  // A policy that is there stays as it is, so there is nothing to ask about it.
  const copy = await organisationCopy(root, order.organisationPolicy);
  // Nor where the organisation has said it.
  const asked =
    organisation !== null ||
    order.skip.includes('policy') ||
    (await stateOf(root, fileOf('policy', { hookFile }))).kind !== 'absent'
      ? null
      : questions;
  return {
    policy: {
      urls: await agreedUrls(order, found, asked),
      config: await agreedConfig(found, asked),
      provider: found.provider,
      contact: await agreedContact(order, found, asked),
      schema: schemaPlace({ url: order.schema, isSkipped: order.skip.includes('schema') }),
      organisation,
    },
    found,
    spec: order.spec ?? ownPackage(),
    command: copy === null ? HOOK_COMMAND : `${HOOK_COMMAND} ${ORGANISATION_FLAG} ${copy}`,
    organisationCopy: copy,
    defaultBranch: found.defaultBranch,
    hookFile,
  };
}

async function agreedUrls(
  order: SetUpOrder,
  found: Survey,
  questions: Questions | null,
): Promise<FoundUrl[]> {
  if (order.gateway) return order.gateway.map((url) => ({ url, from: '' }));
  if (!questions) return found.gateway;
  const known = found.gateway.length > 0 ? found.gateway.map(({ url }) => url) : defaultPolicy().gateway.urls;
  const answer = await questions.text(
    'Base URLs of the gateway, as code may spell them',
    known.join(' '),
    (typed) => policyFault({ gateway: { urls: urlsIn(typed) } }),
  );
  return urlsIn(answer).map((url) => found.gateway.find((one) => one.url === url) ?? { url, from: '' });
}

async function agreedConfig({ configurations }: Survey, questions: Questions | null): Promise<string | null> {
  const likeliest = configurations[0]?.path ?? null;
  if (!questions || configurations.length < 2 || likeliest === null) return likeliest;
  const paths = configurations.map(({ path }) => path);
  return questions.text("Which of these is the gateway's configuration", likeliest, (answer) =>
    paths.includes(answer) ? null : 'Give one of the paths above.',
  );
}

async function agreedContact(order: SetUpOrder, found: Survey, questions: Questions | null): Promise<string> {
  const proposed = found.contact?.handle ?? defaultPolicy().contact;
  if (order.contact !== null) return order.contact;
  if (!questions) return policyFault({ contact: proposed }) === null ? proposed : defaultPolicy().contact;
  return questions.text(
    'Who owns the rule book (grants two weeks, exceptions, overrides)',
    proposed,
    (contact) => policyFault({ contact }),
  );
}
