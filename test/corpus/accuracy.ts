import type { CorpusRule } from './cases.ts';
import type { JudgedCase } from './judged-case.ts';

/** How one rule did over the corpus. Precision and recall are shares from 0 to 1, 1 where nothing was found or expected. */
export interface Accuracy {
  rule: CorpusRule;
  hits: number;
  misses: number;
  falseAlarms: number;
  precision: number;
  recall: number;
}

export function accuracyOf(rule: CorpusRule, judged: JudgedCase[]): Accuracy {
  const count = (kind: 'hits' | 'missed' | 'falseAlarms') =>
    judged.reduce((sum, one) => sum + one[kind].filter((place) => place.rule === rule).length, 0);
  const [hits, misses, falseAlarms] = [count('hits'), count('missed'), count('falseAlarms')];
  return {
    rule,
    hits,
    misses,
    falseAlarms,
    precision: share(hits, falseAlarms),
    recall: share(hits, misses),
  };
}

function share(right: number, wrong: number): number {
  return right + wrong === 0 ? 1 : right / (right + wrong);
}

/** One line of the printed table. */
export interface TableRow {
  rule: CorpusRule;
  /** `null` if the rule is not built. */
  accuracy: Accuracy | null;
  cases: number;
  lookAlikes: number;
}

/** The accuracy by rule, for people. */
export function accuracyTable(rows: TableRow[]): string {
  const head = ['rule', 'cases', 'look-alikes', 'hits', 'misses', 'false alarms', 'precision', 'recall'];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ rule, accuracy, cases, lookAlikes }: TableRow): string[] {
  const counts = [rule, String(cases), String(lookAlikes)];
  if (!accuracy) return [...counts, 'not built'];
  const { hits, misses, falseAlarms, precision, recall } = accuracy;
  return [...counts, `${hits}`, `${misses}`, `${falseAlarms}`, precision.toFixed(2), recall.toFixed(2)];
}
