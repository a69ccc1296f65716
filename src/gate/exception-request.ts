import { code, cutToBytes, fence, link, plainLine } from '../debt/markdown.ts';
import { placeWords } from '../debt/wording.ts';
import type { Finding } from '../detect/finding.ts';
import { POLICY_FILE } from '../policy/defaults.ts';
import type { Policy } from '../policy/policy.ts';

/** GitHub answers 414 to addresses a little over 8 KB. */
const LONGEST_BODY = 2_000;

/** Whom to ask, and what for, when a finding is wrong (decisions 6): a new issue, filled in. `null` for what has no exceptions. */
export function exceptionLink(
  { rule, path, range, what, fingerprint }: Finding,
  { repositoryUrl, contact, pullNumber }: { repositoryUrl: string; contact: string; pullNumber: number },
): string | null {
  if (rule === 'copied-bypass') return null;
  const body = [
    `Tollgate takes ${code(what)} in ${code(placeWords({ path, range }))} (#${pullNumber}) for a finding of ${code(rule)}. It is none, because:`,
    '<!-- why -->',
    `If ${code(contact.replace(/^@/, ''))} agrees, a PR that adds this to the policy (${code(POLICY_FILE)}, or the organisation's ${code('tollgate.yml')}) takes an approval of that contact:`,
    // It is drawn by lot, as a key is, and would be taken out for one.
    fence(entry({ rule, path }), 'yaml').replace(FINGERPRINT, () => fingerprint),
  ].join('\n\n');
  const fields = {
    title: plainLine(`Exception of ${rule} in ${path}`, 200),
    body: cutToBytes(body, LONGEST_BODY),
  };
  return link('Ask for an exception', `${repositoryUrl}/issues/new?${new URLSearchParams(fields)}`);
}

/** Its place: no path may hold it ({@link entry}). */
const FINGERPRINT = '<fingerprint>';

/** A key's exception is for its one place (`PolicyException`); any other is bound to its file too. */
function entry({
  rule,
  path,
}: Pick<Finding, 'path'> & { rule: Policy['exceptions'][number]['rule'] }): string {
  // A glob's own characters in a path would match something else: then the fingerprint alone says which.
  const isPlain = /^[\w./-]+$/.test(path) && rule !== 'hardcoded-key';
  return [
    'exceptions:',
    `  - rule: ${rule}`,
    ...(isPlain ? [`    path: "${path}"`] : []),
    `    fingerprint: "${FINGERPRINT}"`,
    '    reason: <why it is no bypass>',
  ].join('\n');
}
