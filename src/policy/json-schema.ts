import { z } from 'zod';
import { FORMS, organisationPolicySchema, policySchema } from './schema.ts';

/** Whose policy file is meant: a repository's, or the organisation's, which may say more. */
export type PolicyFileKind = 'repository' | 'organisation';

const SCHEMAS = { repository: policySchema, organisation: organisationPolicySchema } as const;

const TITLES: Readonly<Record<PolicyFileKind, string>> = {
  repository: 'Tollgate: the policy of a repository (.github/tollgate.yml)',
  organisation: 'Tollgate: the policy of an organisation (tollgate.yml in its repository .github)',
};

/**
 * The JSON Schema of a policy file, for editors: keys, forms, what may stand there. It takes whatever the loader takes,
 * and finds most of what the loader refuses.
 */
export function policyJsonSchema(kind: PolicyFileKind): object {
  const schema = z.toJSONSchema(SCHEMAS[kind], {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema, path }) => {
      const form = FORMS[formPath(path)];
      if (form !== undefined && path.at(-1) !== 'anyOf') jsonSchema.description = form;
    },
  });
  return { ...schema, title: TITLES[kind] };
}

/** The schema as the text of a file. */
export function policyJsonSchemaText(kind: PolicyFileKind): string {
  return `${JSON.stringify(policyJsonSchema(kind), null, 2)}\n`;
}

/** `exceptions.*.rule` for where JSON Schema puts it. */
function formPath(path: readonly (string | number)[]): string {
  const steps: string[] = [];
  for (let index = 0; index < path.length; index += 1) {
    const step = path[index];
    if (step === 'properties') steps.push(String(path[++index]));
    else if (step === 'items' || step === 'additionalProperties') steps.push('*');
    else if (step === 'anyOf') index += 1;
  }
  return steps.join('.');
}
