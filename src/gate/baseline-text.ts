import { innermostStatement } from '../debt/coverage.ts';
import { code, link, table } from '../debt/markdown.ts';
import { count, permalink, placeWords } from '../debt/wording.ts';
import { countBypasses, type Mend } from './baseline.ts';
import { type CheckContext, ruleLink } from './text-context.ts';

/** What the text of a baseline needs besides it. */
export interface BaselineContext extends Pick<CheckContext, 'repositoryUrl' | 'docsUrl'> {
  /** The commit that was scanned. */
  sha: string;
  /** Rows that are shown; a last one says how many are left out. */
  mostRows: number;
}

/** The baseline as a table, one mend a row. Markdown; everything that it quotes is harmless in it. */
export function baselineTable(baseline: readonly Mend[], context: BaselineContext): string {
  const shown = baseline.slice(0, context.mostRows);
  const left = baseline.slice(context.mostRows);
  const rows = shown.map((mend) => mendRow(mend, context));
  const more =
    left.length > 0 ? [[`… and ${count(left.length, 'more mend')}`, `${countBypasses(left)}`]] : [];
  return table(['Mend', 'Clears', 'What', 'Rule'], [...rows, ...more]);
}

/** `31 old bypasses, 3 mends`; the plain number where each has its own. */
export function baselineWords(baseline: readonly Mend[]): string {
  const bypasses = countBypasses(baseline);
  const words = count(bypasses, 'old bypass', 'old bypasses');
  return baseline.length === bypasses ? words : `${words}, ${count(baseline.length, 'mend')}`;
}

function mendRow(mend: Mend, context: BaselineContext): string[] {
  const [{ findings }] = mend.bypasses;
  const all = mend.bypasses.flatMap((bypass) => bypass.findings);
  const rules = [...new Set(all.map(({ rule }) => rule))].map((rule) => ruleLink(rule, context));
  return [
    mendPlace(mend, context),
    String(mend.bypasses.length),
    `${code(findings[0].what)}${citedWords(mend)}`,
    rules.join(', '),
  ];
}

function mendPlace({ origin, bypasses: [{ findings }] }: Mend, { repositoryUrl, sha }: BaselineContext) {
  if (origin) {
    const file = `${repositoryUrl}/blob/${sha}/${origin.path.split('/').map(encodeURIComponent).join('/')}`;
    return `${code(origin.name)} in ${link(code(origin.path), file)}`;
  }
  const place = { path: findings[0].path, range: innermostStatement(findings[0]) };
  return link(code(placeWords(place)), permalink(repositoryUrl, sha, place));
}

/** The comment that was there before stays, and is shown as what it is (decisions 18). */
function citedWords({ bypasses }: Mend): string {
  const cited = [...new Set(bypasses.flatMap((bypass) => bypass.cited ?? []))];
  return cited.length === 0
    ? ''
    : `, documented by ${cited
        .slice(0, 5)
        .map((issue) => `#${issue}`)
        .join(', ')}`;
}
