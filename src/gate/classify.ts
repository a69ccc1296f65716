import { code } from '../debt/markdown.ts';
import type { ChangeClass, Policy } from '../policy/policy.ts';
import type { Classification, PullRequest } from './pull.ts';

/** What of a PR its class is read from. */
export type ClassifiedPull = Pick<
  PullRequest,
  'title' | 'headRef' | 'labels' | 'authorCanWrite' | 'classCommand'
>;

/**
 * Whether a PR counts as a feature (decisions 20): what somebody with write access said by command decides, then its
 * labels, then the Conventional Commits type of its title, then the prefix of its branch, then policy's `unclassified`.
 * Of labels that disagree the feature wins.
 * Title and branch of an author without write access are no sign: anybody may name them as they like.
 */
export function classify(pull: ClassifiedPull, policy: Pick<Policy, 'features'>): Classification {
  return (
    byCommand(pull.classCommand, policy) ??
    byLabel(pull.labels, policy) ??
    (pull.authorCanWrite ? (byTitle(pull.title, policy) ?? byBranch(pull.headRef, policy)) : null) ??
    unclassified(pull, policy)
  );
}

function byCommand(
  command: ClassifiedPull['classCommand'],
  { features }: Pick<Policy, 'features'>,
): Classification | null {
  const found = command && classOf(command.word, features.types);
  if (!command || !found) return null;
  return {
    class: found,
    sign: 'command',
    because: `${code(command.by)} said so: ${code(`/tollgate classify ${command.word}`)}`,
  };
}

function byLabel(labels: readonly string[], { features }: Pick<Policy, 'features'>): Classification | null {
  const classed = labels.flatMap((label) => {
    const found = classOf(label.trim(), features.labels);
    return found === null ? [] : [{ label, class: found }];
  });
  const decisive = classed.find((one) => one.class === 'feature') ?? classed[0];
  return decisive === undefined
    ? null
    : { class: decisive.class, sign: 'label', because: `it is labelled ${code(decisive.label)}` };
}

/** `type`, `type(scope)`, `type!`, each with its colon; bounded, since the title is a stranger's. */
const CONVENTIONAL = /^([a-z][a-z0-9-]{0,30}) ?(?:\([^()]{0,100}\))? ?!? ?:/i;

/** GitHub's own title for a revert; the revert of a revert brings the change back, and is no sign. */
const REVERT = /^Revert "(?!Revert ")/;

function byTitle(title: string, { features }: Pick<Policy, 'features'>): Classification | null {
  const text = title.slice(0, 300).trim();
  const match = CONVENTIONAL.exec(text);
  const type = match?.[1] ?? (REVERT.test(text) ? 'revert' : null);
  const found = type === null ? null : classOf(type, features.types);
  if (found === null) return null;
  return { class: found, sign: 'title', because: `its title begins with ${code(match?.[0] ?? 'Revert')}` };
}

function byBranch(branch: string, { features }: Pick<Policy, 'features'>): Classification | null {
  for (const prefix of Object.keys(features.branches)) {
    const start = `${prefix.replace(/\/$/, '')}/`;
    const found = classOf(prefix, features.branches);
    if (found === null || !branch.toLowerCase().startsWith(start)) continue;
    return {
      class: found,
      sign: 'branch',
      because: `its branch begins with ${code(branch.slice(0, start.length))}`,
    };
  }
  return null;
}

function unclassified(
  { authorCanWrite }: ClassifiedPull,
  { features }: Pick<Policy, 'features'>,
): Classification {
  const because = authorCanWrite
    ? 'neither a label, nor the type of its title, nor the prefix of its branch says what it is'
    : 'no label says what it is, and the title and branch of an author without write access do not count';
  return { class: features.unclassified, sign: 'none', because };
}

/** Names are compared without regard to case; only what the policy itself says counts, not what objects inherit. */
function classOf(name: string, classes: Record<string, ChangeClass>): ChangeClass | null {
  const key = name.toLowerCase();
  return Object.hasOwn(classes, key) ? (classes[key] ?? null) : null;
}
