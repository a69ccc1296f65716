import { printable } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { tollgateVersion } from '../version.ts';
import {
  CHECK_IDS,
  CHECK_TITLES,
  type CheckResult,
  exitCodeOf,
  type Outcome,
  outcomeOf,
  type Problem,
  type ValidationReport,
} from './check.ts';
import { count, formatMilliseconds } from './wording.ts';

/** The report in a format, with its last line feed. */
export function rendered(report: ValidationReport, format: 'pretty' | 'json', paint: Paint): string {
  return format === 'json' ? `${JSON.stringify(jsonReport(report), null, 2)}\n` : prettyReport(report, paint);
}

/** Problems of one check that are shown; `tollgate scan` and `--format json` show all. */
const SHOWN = 20;

const MARKS: Readonly<Record<Outcome, string>> = { passed: '✔', warned: '✔', failed: '✖', skipped: '–' };

function prettyReport(report: ValidationReport, paint: Paint): string {
  const blocks = report.checks.map((check) => checkLines(check, paint).join('\n'));
  return `${[...blocks, summary(report, paint)].join('\n\n')}\n`;
}

function checkLines(check: CheckResult, paint: Paint): string[] {
  const outcome = outcomeOf(check);
  const number = CHECK_IDS.indexOf(check.id) + 1;
  const time = check.milliseconds === null ? 'skipped' : formatMilliseconds(check.milliseconds);
  const title = `${MARKS[outcome]} ${number}  ${CHECK_TITLES[check.id]}`;
  const problems = check.problems.toSorted((one, other) => WEIGHTS[one.severity] - WEIGHTS[other.severity]);
  const shown = problems.slice(0, SHOWN);
  const more = problems.length - shown.length;
  return [
    `${paint(STYLES[outcome], title)}  ${paint('dim', time)}`,
    `     ${printable(check.looked)}`,
    ...shown.flatMap((problem) => problemLines(problem, paint)),
    ...(more > 0 ? [`     … and ${more} more: see --format json`] : []),
  ];
}

/** What must change comes first, in the order in which it was found. */
const WEIGHTS = { error: 0, warn: 1, note: 2 } as const;

const STYLES = { passed: 'green', warned: 'yellow', failed: 'red', skipped: 'dim' } as const;

function problemLines({ severity, id, place, what, message, mend }: Problem, paint: Paint): string[] {
  const where = place === null ? '' : `${printable(place.path)}:${place.line}:${place.column}  `;
  const about = what === '' ? '' : `  ${paint('bold', printable(what))}`;
  return [
    `     ${where}${severityLabel(severity, paint)}  ${id}${about}`,
    `       ${printable(message)}`,
    ...(mend === '' ? [] : [`       → ${printable(mend)}`]),
  ];
}

function severityLabel(severity: Problem['severity'], paint: Paint): string {
  if (severity === 'error') return paint('red', 'error');
  return severity === 'warn' ? paint('yellow', 'warning') : paint('cyan', 'note');
}

function summary(report: ValidationReport, paint: Paint): string {
  const outcomes = report.checks.map(outcomeOf);
  const number = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const failed = number('failed');
  const skipped = number('skipped') > 0 ? `, ${number('skipped')} skipped` : '';
  const warnings = report.checks
    .flatMap(({ problems }) => problems)
    .filter(({ severity }) => severity === 'warn');
  const warned = warnings.length > 0 ? `, ${count(warnings.length, 'warning')}` : '';
  if (failed === 0)
    return paint(
      'green',
      `✔ ${count(number('passed') + number('warned'), 'check')} passed${skipped}${warned}`,
    );
  return paint('red', `✖ ${failed} of ${report.checks.length} checks failed${skipped}${warned}`);
}

/**
 * What `--format json` prints; `docs/validate.md` describes it. Keys are only ever added to it; a change that breaks a
 * reader raises `format`.
 */
function jsonReport(report: ValidationReport): object {
  return {
    format: 1,
    tollgate: tollgateVersion(),
    exitCode: exitCodeOf(report),
    checks: report.checks.map((check) => ({
      id: check.id,
      title: CHECK_TITLES[check.id],
      outcome: outcomeOf(check),
      looked: check.looked,
      milliseconds: check.milliseconds === null ? null : Math.round(check.milliseconds),
      problems: check.problems.map(({ severity, id, place, what, message, mend }) => {
        const { path = null, line = null, column = null } = place ?? {};
        return { severity, id, path, line, column, what, message, mend };
      }),
    })),
  };
}
