import type { Range } from '../detect/facts.ts';
import { formatDuration } from '../policy/duration.ts';
import type { Policy } from '../policy/policy.ts';
import type { Debt, TimeBox } from './debt.ts';

/** `1 bypass`, `2 bypasses`. */
export function count(number: number, singular: string, plural: string = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** `2025-11-19 23:14 UTC`. */
export function utc(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2025-11-19`, in UTC. */
export function utcDay(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** `emergency, 48 hours`. */
export function boxWords(box: TimeBox, policy: Pick<Policy, 'timeBox'>): string {
  return `${box}, ${formatDuration(policy.timeBox[box])}`;
}

/** What a debt is called where it is one of several: its tracking issue, or what it is until that is open. */
export function debtName({
  trackingIssue,
  reasonIssue,
}: Pick<Debt, 'trackingIssue' | 'reasonIssue'>): string {
  if (trackingIssue !== null) return `#${trackingIssue}`;
  return reasonIssue === null ? 'an undocumented debt' : `the debt with reason #${reasonIssue}`;
}

/** What a place is named by: `range` of its file. Plain and hostile: the path is a stranger's. */
interface NamedPlace {
  path: string;
  range: Pick<Range, 'startLine' | 'endLine' | 'cell'>;
}

/** `src/chat.py:42`, `src/chat.py, lines 38–42`, `chat.ipynb, cell 3, line 2` for people. */
export function placeWords({ path, range: { startLine, endLine, cell } }: NamedPlace): string {
  if (cell) return `${path}, ${cellWords(cell)}`;
  return startLine === endLine ? `${path}:${startLine}` : `${path}, lines ${startLine}–${endLine}`;
}

/** `cell 3, line 2`: a notebook's reader sees no lines of its file. */
export function cellWords({ number, line }: NonNullable<Range['cell']>): string {
  return `cell ${number}, line ${line}`;
}

/** The address of lines of a file as they are at one commit. */
export function permalink(
  repositoryUrl: string,
  sha: string,
  place: { path: string; range: { startLine: number; endLine: number } },
): string {
  const path = encodedPath(place.path);
  const { startLine, endLine } = place.range;
  const lines = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
  return `${repositoryUrl}/blob/${sha}/${path}#${lines}`;
}

/** A path, or a branch's name, as it stands in a URL. A colon is encoded too, or a relative one would read as a scheme. */
export function encodedPath(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
