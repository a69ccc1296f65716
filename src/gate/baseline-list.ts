import { innermostStatement } from '../debt/coverage.ts';
import type { Range } from '../detect/facts.ts';
import type { RuleId } from '../policy/policy.ts';
import { countBypasses, type Mend } from './baseline.ts';

/** One mend as people read it, without the code that it is about: small enough to be kept. */
export interface ListedMend {
  /** What makes the URL of all of them, and in which file; `null` where the one bypass is mended where it stands. */
  origin: { path: string; name: string } | null;
  /** Where the first of them stands. */
  place: { path: string; range: Range };
  clears: number;
  what: string;
  rules: RuleId[];
  /** Issues that debt comments over them cite, five at most. */
  cited: number[];
}

/** A baseline as people read it. */
export interface BaselineList {
  /** The first ones; there may be more. */
  rows: ListedMend[];
  mends: number;
  bypasses: number;
}

const MOST_CITED = 5;

/** @param most how many mends are listed one by one */
export function listBaseline(baseline: readonly Mend[], most: number): BaselineList {
  return {
    rows: baseline.slice(0, most).map(listMend),
    mends: baseline.length,
    bypasses: countBypasses(baseline),
  };
}

function listMend({ origin, bypasses }: Mend): ListedMend {
  const [{ findings }] = bypasses;
  const rules = bypasses.flatMap((bypass) => bypass.findings.map(({ rule }) => rule));
  const cited = bypasses.flatMap((bypass) => bypass.cited ?? []);
  return {
    origin: origin && { path: origin.path, name: origin.name },
    place: { path: findings[0].path, range: innermostStatement(findings[0]) },
    clears: bypasses.length,
    what: findings[0].what,
    rules: [...new Set(rules)],
    cited: [...new Set(cited)].slice(0, MOST_CITED),
  };
}
