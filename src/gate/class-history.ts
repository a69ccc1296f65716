import type { Policy } from '../policy/policy.ts';
import { type ClassifiedPull, classify } from './classify.ts';
import type { ClassCommand, Classification } from './pull.ts';

/** What somebody did to the signs by which a PR is classified, as GitHub's history of it tells. Hostile texts. */
export type SignEvent = { at: Date; by: string | null } & (
  | { kind: 'renamed'; from: string; to: string }
  | { kind: 'labeled' | 'unlabeled'; label: string }
);

/** The same, or what somebody said by command. */
export type ClassEvent = SignEvent | { at: Date; by: string; kind: 'command'; command: ClassCommand | null };

/** A PR came to count as something else. */
export interface ClassTurn {
  was: Classification;
  is: Classification;
  by: string | null;
  at: Date;
}

/**
 * How what a PR counts as changed, from what it is now and what was done to it.
 * @param events oldest first
 */
export function classHistory(
  pull: ClassifiedPull,
  events: readonly ClassEvent[],
  policy: Pick<Policy, 'features'>,
): ClassTurn[] {
  let state = events.toReversed().reduce(undone, pull);
  let was = classify(state, policy);
  const turns: ClassTurn[] = [];
  for (const event of events) {
    state = done(state, event);
    const is = classify(state, policy);
    if (is.class !== was.class) turns.push({ was, is, by: event.by, at: event.at });
    was = is;
  }
  return turns;
}

function undone(pull: ClassifiedPull, event: ClassEvent): ClassifiedPull {
  switch (event.kind) {
    case 'renamed':
      return { ...pull, title: event.from };
    case 'labeled':
      return withoutLabel(pull, event.label);
    case 'unlabeled':
      return withLabel(pull, event.label);
    case 'command':
      return { ...pull, classCommand: null };
  }
}

function done(pull: ClassifiedPull, event: ClassEvent): ClassifiedPull {
  switch (event.kind) {
    case 'renamed':
      return { ...pull, title: event.to };
    case 'labeled':
      return withLabel(pull, event.label);
    case 'unlabeled':
      return withoutLabel(pull, event.label);
    case 'command':
      return { ...pull, classCommand: event.command };
  }
}

function withLabel(pull: ClassifiedPull, label: string): ClassifiedPull {
  return { ...pull, labels: [...withoutLabel(pull, label).labels, label] };
}

function withoutLabel(pull: ClassifiedPull, label: string): ClassifiedPull {
  return { ...pull, labels: pull.labels.filter((name) => name !== label) };
}
