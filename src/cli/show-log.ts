import { existsSync } from 'node:fs';
import { utc } from '../debt/wording.ts';
import type { LogEntry, LogQuestion } from '../jobs/tell-log.ts';
import { CannotRun } from './cannot-run.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { LogFlags } from './log-flags.ts';
import { printable } from './printable.ts';
import { environmentConfig, explained } from './serve-app.ts';
import type { Terminal } from './terminal.ts';

/** Prints what was decided. */
export async function showLog(flags: LogFlags, terminal: Terminal): Promise<ExitCode> {
  const config = environmentConfig();
  if (!isServer(config.databaseUrl) && !existsSync(config.databaseUrl))
    throw new CannotRun(
      `There is no data folder ${config.databaseUrl}: set DATABASE_URL as for "tollgate serve", or start in the folder where that runs.`,
    );
  const { readAuditLog } = await import('../start.ts');
  const shown = { count: 0, last: 0, more: false };
  const most = flags.all ? Number.POSITIVE_INFINITY : flags.limit;
  const show = (entry: LogEntry) => {
    shown.more = shown.count === most;
    if (shown.more) return;
    shown.count += 1;
    shown.last = entry.id;
    terminal.out(flags.format === 'json' ? `${JSON.stringify(entry)}\n` : prettyEntry(entry, terminal));
  };
  try {
    await readAuditLog(config.databaseUrl, questionOf(flags, most), show);
  } catch (error) {
    throw explained(error, config);
  }
  if (flags.format === 'pretty') terminal.err(lastLine(shown));
  return EXIT.clean;
}

function isServer(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url);
}

/** One more than is shown tells whether there are more. */
function questionOf(flags: LogFlags, most: number): LogQuestion {
  return {
    repository: flags.repository,
    pull: flags.pull,
    actor: flags.by,
    kinds: flags.kind,
    since: flags.since?.toISOString(),
    until: flags.until?.toISOString(),
    before: flags.before,
    limit: Number.isFinite(most) ? most + 1 : null,
  };
}

function lastLine({ count, last, more }: { count: number; last: number; more: boolean }): string {
  if (count === 0) return 'No decision is like that.\n';
  return more ? `Older ones: add --before ${last}\n` : '';
}

/** What it is about and who did it on one line, and why on the next. What strangers wrote cannot move the cursor. */
function prettyEntry(entry: LogEntry, { paint }: Terminal): string {
  const { id, at, kind, actor, why } = entry;
  const who = actor === null ? 'Tollgate' : printable(actor);
  const about = printable(subjectOf(entry));
  const head = [
    paint('dim', String(id).padStart(6)),
    utc(new Date(at)),
    paint('bold', printable(kind)),
    ...(about === '' ? [] : [about]),
    paint('cyan', `by ${who}`),
  ];
  return `${head.join('  ')}\n        ${printable(why)}\n`;
}

function subjectOf({ repository, pull, issue }: LogEntry): string {
  const parts = [
    ...(repository === null ? [] : [repository]),
    ...(pull === null ? [] : [`#${pull}`]),
    ...(issue === null || issue === pull ? [] : [`(issue #${issue})`]),
  ];
  return parts.join(' ');
}
