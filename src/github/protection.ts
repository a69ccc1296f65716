import { type GitHub, orNull, type RepositoryName } from './client.ts';

interface RequiredCheck {
  context: string;
  /** The App that must have written it; left out, `null` and -1 stand for any. */
  app_id?: number | null | undefined;
  integration_id?: number | null | undefined;
}

/**
 * Whether a branch requires a check that this App writes, by its rulesets or by classic protection (decisions 28).
 * `null` where there is no such branch.
 */
export async function requiresCheck(
  github: GitHub,
  name: RepositoryName,
  branch: string,
  check: { context: string; appId: number },
): Promise<boolean | null> {
  const shown = await orNull(github.rest.repos.getBranch({ ...name, branch }));
  if (!shown) return null;
  const { checks = [], contexts = [] } = shown.data.protection?.required_status_checks ?? {};
  if ([...asChecks(checks), ...contexts.map((context) => ({ context }))].some((one) => isOurs(one, check)))
    return true;
  const rules = await github.paginate(github.rest.repos.getBranchRules, { ...name, branch, per_page: 100 });
  return rules.some(
    (rule) =>
      rule.type === 'required_status_checks' &&
      rule.parameters?.required_status_checks.some((one) => isOurs(one, check)),
  );
}

/** Older versions of GitHub Enterprise Server know contexts alone. */
function asChecks(checks: unknown): RequiredCheck[] {
  return Array.isArray(checks) ? checks : [];
}

function isOurs(required: RequiredCheck, { context, appId }: { context: string; appId: number }): boolean {
  const app = required.app_id ?? required.integration_id ?? -1;
  return required.context === context && (app === -1 || app === appId);
}
