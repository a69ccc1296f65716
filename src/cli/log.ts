import { Command, InvalidArgumentError, Option } from 'commander';
import { DECISION_KINDS, type DecisionKind } from '../debt/decision.ts';
import { parseDuration } from '../policy/duration.ts';
import { LOG_FORMATS, type LogFlags } from './log-flags.ts';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  'Reads the audit log: every decision with who, what, when and why, newest first. It is append-only: the database ' +
  'refuses to change or delete an entry.';

const HELP_AFTER = `
Kinds: ${DECISION_KINDS.join(', ')}

TIME is a date or an instant (2026-03-02, 2026-03-02T09:00Z; UTC unless it says otherwise) or how long ago
(90m, 48h, 7d, 2w).

Formats:
  pretty   for people
  json     for programs: one entry a line; docs/operating.md describes it

Environment: DATABASE_URL, as for "tollgate serve" (default ./data). Where the running app has the data folder to
itself, that app is asked; with PostgreSQL the database is.

Examples:
  $ tollgate log --repository acme/chat --since 7d      what was decided there this week?
  $ tollgate log --kind override --kind classification  who let what through?
  $ tollgate log --repository acme/chat --pull 12       all about one PR
  $ tollgate log --all --format json > log.jsonl        the whole log, for another system

Exit codes: 0 it was read, whether or not there was anything, 2 it could not be read.
`;

/** `tollgate log` */
export const logVerb: Verb = (terminal, finish) =>
  new Command('log')
    .summary('read the audit log: who decided what, when and why')
    .description(DESCRIPTION)
    .addOption(
      new Option('-r, --repository <owner/name>', 'only about this repository').argParser(repositoryName),
    )
    .addOption(new Option('-p, --pull <number>', 'only about this PR').argParser(count))
    .addOption(new Option('--by <login>', 'only what this person did'))
    .addOption(kindOption())
    .addOption(new Option('--since <time>', 'only from then on').argParser(instant))
    .addOption(new Option('--until <time>', 'only before then').argParser(instant))
    .addOption(
      new Option('--before <id>', 'only entries older than this one: the next page').argParser(count),
    )
    .addOption(new Option('-n, --limit <count>', 'at most so many').argParser(count).default(50))
    .addOption(new Option('--all', 'as many as there are').conflicts('limit'))
    .addOption(new Option('-f, --format <format>', 'how to say it').choices(LOG_FORMATS).default('pretty'))
    .addHelpText('after', HELP_AFTER)
    .action(async (flags: LogFlags) => {
      const { showLog } = await import('./show-log.ts');
      finish(await showLog(flags, terminal));
    });

function kindOption(): Option {
  const option = new Option('-k, --kind <kind>', 'only decisions of this kind; may be repeated');
  return option.argParser((value: string, before: DecisionKind[] | undefined) => {
    const kind = DECISION_KINDS.find((known) => known === value);
    if (!kind) throw new InvalidArgumentError(`There are ${DECISION_KINDS.join(', ')}.`);
    return [...(before ?? []), kind];
  });
}

function repositoryName(value: string): string {
  if (!/^[^/\s]+\/[^/\s]+$/.test(value))
    throw new InvalidArgumentError('It is written owner/name, such as acme/chat.');
  return value;
}

function count(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return number;
}

const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** A date without a zone is UTC, as everywhere in Tollgate. */
function instant(value: string): Date {
  const ago = parseDuration(value);
  if (ago !== null) return new Date(Date.now() - ago);
  const match = DATE.exec(value.trim());
  const zone = value.includes('T') && match?.[1] === undefined ? 'Z' : '';
  const found = new Date(match ? `${value.trim()}${zone}` : Number.NaN);
  if (Number.isNaN(found.getTime()))
    throw new InvalidArgumentError(
      'It is a date (2026-03-02), an instant (2026-03-02T09:00Z) or how long ago (7d).',
    );
  return found;
}
