import type { Finding, Origin } from '../detect/finding.ts';
import { isInDiff } from './hunks.ts';
import type { Bypass, ChangedOrigin, Verdict } from './verdict.ts';

/**
 * The lines of the diff on which the URLs of findings are made, or a part of them: a call in a file that nobody touched
 * goes around the gateway because of such a line.
 * @param patches hunks of the unified diff, by path
 */
export function changedOrigins(
  patches: ReadonlyMap<string, string>,
  findings: readonly Finding[],
): ChangedOrigin[] {
  const origins = new Map(
    findings.flatMap(({ origin }) => (origin ? [[JSON.stringify(origin), origin] as const] : [])),
  );
  return [...origins.values()].flatMap((origin) => {
    const line = lineOf(origin, patches.get(origin.path) ?? '');
    return line === null ? [] : [{ path: origin.path, name: origin.name, line }];
  });
}

/**
 * What a file has more than before, as the hunks of a diff: enough to find the line on which a URL is made.
 * @param before `null` where it is new
 */
export function addedHunks(before: string | null, after: string): string {
  const left = new Map<string, number>();
  for (const line of before?.split('\n') ?? []) left.set(line, (left.get(line) ?? 0) + 1);
  const hunks = after.split('\n').flatMap((line, index) => {
    const times = left.get(line) ?? 0;
    left.set(line, times - 1);
    return times > 0 ? [] : [`@@ -0,0 +${index + 1} @@\n+${line}`];
  });
  return hunks.join('\n');
}

/** The first added line that has the name, else the first that has an address: in YAML the value may stand below it. */
function lineOf({ name }: Origin, patch: string): number | null {
  const added = addedLines(patch);
  const last = name.split('.').at(-1) ?? name;
  const line =
    added.find(({ text }) => hasWord(text, last)) ?? added.find(({ text }) => text.includes('://'));
  return line?.number ?? null;
}

function hasWord(text: string, word: string): boolean {
  const parts = text.split(word);
  return parts.some((before, index) => {
    const after = parts[index + 1];
    return after !== undefined && !/[\w$]$/.test(before) && !/^[\w$]/.test(after);
  });
}

function addedLines(patch: string): { number: number; text: string }[] {
  const added: { number: number; text: string }[] = [];
  let number = 0;
  for (const line of patch.split('\n')) {
    const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line)?.[1];
    if (start !== undefined) number = Number(start) - 1;
    else if (!line.startsWith('-') && !line.startsWith('\\')) number += 1;
    if (start === undefined && line.startsWith('+')) added.push({ number, text: line.slice(1) });
  }
  return added;
}

/** The line of the diff that makes a bypass one whose own line the diff does not show; `null` if there is none, or nobody knows. */
export function changedOrigin(
  { findings }: Pick<Bypass, 'findings'>,
  { hunks, changedOrigins }: Pick<Verdict, 'hunks' | 'changedOrigins'>,
): ChangedOrigin | null {
  const origin = findings.find((finding) => finding.origin !== undefined)?.origin;
  if (!origin || isShown(findings[0], hunks)) return null;
  return changedOrigins.find(({ path, name }) => path === origin.path && name === origin.name) ?? null;
}

/** Whether the diff shows the line that a finding is about. */
export function isShown({ path, range: { startLine } }: Finding, hunks: Verdict['hunks']): boolean {
  return isInDiff(hunks.get(path), { startLine, endLine: startLine });
}

/** `config.py:1`, plain. */
export function originPlace({ path, line }: ChangedOrigin): string {
  return `${path}:${line}`;
}
