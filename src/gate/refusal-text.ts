import { code, message, table } from '../debt/markdown.ts';
import { count } from '../debt/wording.ts';
import type { SkippedFile } from '../detect/finding.ts';
import type { PolicyProblem } from '../policy/problem.ts';
import { rowsShown } from './text-context.ts';
import type { Reason, Verdict } from './verdict.ts';

type ReasonOf<Kind extends Reason['kind']> = Extract<Reason, { kind: Kind }>;

/** The reasons of one kind. */
export function reasonsOf<Kind extends Reason['kind']>(verdict: Verdict, kind: Kind): ReasonOf<Kind>[] {
  return verdict.reasons.filter((reason): reason is ReasonOf<Kind> => reason.kind === kind);
}

/** The part of a summary about a policy file that cannot be used. */
export function policyText(verdict: Verdict): string[] {
  const problems = reasonsOf(verdict, 'policy').map(({ problem }) => problem);
  if (problems.length === 0) return [];
  return [
    `**The policy file has ${count(problems.length, 'fault')}.** Until ${problems.length === 1 ? 'it is' : 'they are'} mended every check here fails: a policy that cannot be read must not quietly mean something else.`,
    table(['Where', 'What is wrong', 'Mend'], rowsShown(problems, problemRow)),
  ];
}

function problemRow({ repository, file, line, path, message: text, mend }: PolicyProblem): string[] {
  const key = path === '' ? '' : `${code(path)}: `;
  const where = repository === undefined ? `${file}:${line}` : `${repository}: ${file}:${line}`;
  return [code(where), key + message(text), message(mend)];
}

/** The part of a summary about changed files in which a bypass may hide. */
export function unevaluatedText(verdict: Verdict): string[] {
  const files = reasonsOf(verdict, 'unevaluated').map(({ file }) => file);
  if (files.length === 0) return [];
  const subject = files.length === 1 ? '1 changed file' : `${files.length} changed files`;
  return [
    `**${subject} could not be checked**, and an LLM call may hide there. What could not be judged does not pass.`,
    table(['File', 'Why'], rowsShown(files, skippedRow)),
  ];
}

function skippedRow({ path, message: text }: SkippedFile): string[] {
  return [code(path), message(text)];
}
