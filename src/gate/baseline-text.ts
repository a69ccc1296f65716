import { code, link, table } from '../debt/markdown.ts';
import { count, encodedPath, permalink, placeWords } from '../debt/wording.ts';
import type { BaselineList, ListedMend } from './baseline-list.ts';
import { type CheckContext, ruleLink } from './text-context.ts';

/** What the text of a baseline needs besides it. */
export interface BaselineContext extends Pick<CheckContext, 'repositoryUrl' | 'docsUrl'> {
  /** The commit that was scanned. */
  sha: string;
  /** Rows that are shown; a last one says how many are left out. */
  mostRows: number;
}

/** The baseline as a table, one mend a row. Markdown; everything that it quotes is harmless in it. */
export function baselineTable({ rows, mends, bypasses }: BaselineList, context: BaselineContext): string {
  const shown = rows.slice(0, context.mostRows);
  const left = bypasses - shown.reduce((sum, { clears }) => sum + clears, 0);
  const more = mends > shown.length ? [[`… and ${count(mends - shown.length, 'more mend')}`, `${left}`]] : [];
  return table(['Mend', 'Clears', 'What', 'Rule'], [...shown.map((mend) => mendRow(mend, context)), ...more]);
}

/** `31 old bypasses, 3 mends`; the plain number where each has its own. */
export function baselineWords({ mends, bypasses }: BaselineList): string {
  const words = count(bypasses, 'old bypass', 'old bypasses');
  return mends === bypasses ? words : `${words}, ${count(mends, 'mend')}`;
}

/** What a scan could not see of a baseline. */
export function unseenWords(unseen: number): string[] {
  if (unseen === 0) return [];
  return [
    `${count(unseen, 'more place')} could not be seen by the last scan: policy ignores it, or makes an exception of it, or its file could not be analysed. Not seen is not gone.`,
  ];
}

function mendRow(mend: ListedMend, context: BaselineContext): string[] {
  return [
    mendPlace(mend, context),
    String(mend.clears),
    `${code(mend.what)}${citedWords(mend)}`,
    mend.rules.map((rule) => ruleLink(rule, context)).join(', '),
  ];
}

function mendPlace({ origin, place }: ListedMend, { repositoryUrl, sha }: BaselineContext) {
  if (origin) {
    const file = `${repositoryUrl}/blob/${sha}/${encodedPath(origin.path)}`;
    return `${code(origin.name)} in ${link(code(origin.path), file)}`;
  }
  return link(code(placeWords(place)), permalink(repositoryUrl, sha, place));
}

/** The comment that was there before stays, and is shown as what it is (decisions 18). */
function citedWords({ cited }: ListedMend): string {
  return cited.length === 0 ? '' : `, documented by ${cited.map((issue) => `#${issue}`).join(', ')}`;
}
