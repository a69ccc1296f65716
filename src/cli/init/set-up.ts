import { realpath, stat } from 'node:fs/promises';
import { POLICY_FILE } from '../../policy/defaults.ts';
import { CannotRun } from '../cannot-run.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { reasonOf } from '../folder.ts';
import { git } from '../git.ts';
import { readOrganisationPolicy } from '../organisation-policy.ts';
import { printable } from '../printable.ts';
import { findTarget } from '../scan-target.ts';
import type { Terminal } from '../terminal.ts';
import { isSchemaUrl, wantsSchemaFile } from './editor-schema.ts';
import { isPackageSpec } from './package-spec.ts';
import {
  fileOf,
  isWriting,
  PARTS,
  type Part,
  type PlanTerms,
  planStep,
  type Step,
  type WritingStep,
} from './plan.ts';
import { policyText } from './policy-text.ts';
import { policyFault, type Questions, questionsTo } from './questions.ts';
import { stateOf, writeFileInside } from './repository-file.ts';
import { policyToBe, type StandingFindings, standingFindings } from './standing-findings.ts';
import { survey } from './survey.ts';
import { agreedTerms, forNewAlone, type SetUpOrder } from './terms.ts';
import { SCRIPT_FILE } from './validation-script.ts';
import { count, difference, newFile, nextSteps, planText, surveyText } from './wording.ts';

/**
 * Looks at the repository, says what it found, asks, and writes. Throws {@link CannotRun} where there is no repository,
 * a flag makes no sense, or nobody is there to answer.
 */
export async function setUp(order: SetUpOrder, terminal: Terminal): Promise<ExitCode> {
  refuseBadFlags(order);
  const root = await repositoryOf(order.folder);
  const organisation = await readOrganisationPolicy(order.organisationPolicy);
  const found = await survey(root);
  terminal.out(surveyText(found, organisation, terminal.paint));
  const questions =
    order.yes || order.dryRun || !terminal.ask
      ? null
      : questionsTo(terminal.ask, terminal.out, terminal.paint);
  const agreedOn = await agreedTerms({ ...order, organisation }, root, found, questions);
  const parts = await wantedParts(order, root, agreedOn, questions);
  const standing = parts.includes('hook') ? await standingInTheWay(root, agreedOn, terminal) : null;
  const terms = standing === null ? agreedOn : { ...agreedOn, command: forNewAlone(agreedOn.command) };
  const steps = await Promise.all(parts.map((part) => stepOf(part, root, terms)));
  terminal.out(planText(steps, terms, standing, terminal.paint));
  if (!steps.some(isWriting)) return nothingToDo(steps, terminal);
  if (order.dryRun) return showWhole(root, steps, terminal);
  const agreed = order.yes ? steps.filter(isWriting) : await agreedSteps(root, steps, questions, terminal);
  return written(root, steps, agreed, terms, terminal);
}

function refuseBadFlags({ gateway, contact, spec, schema }: SetUpOrder): void {
  const faults = [
    gateway && flagFault('--gateway', policyFault({ gateway: { urls: gateway } })),
    contact !== null && flagFault('--contact', policyFault({ contact })),
    spec !== null &&
      !isPackageSpec(spec) &&
      `--package: \`${printable(spec)}\` is nothing that npm installs from. ${SPEC_FORM}`,
    schema !== null &&
      !isSchemaUrl(schema) &&
      `--schema: \`${printable(schema)}\` is no HTTP URL. Write \`https://your-host/policy.schema.json\`, where your Tollgate App serves it.`,
  ].filter((fault) => typeof fault === 'string');
  if (faults.length > 0) throw new CannotRun(faults.join('\n'));
}

const SPEC_FORM = 'Write `tollgate@0.1.0`, `@acme/tollgate@0.1.0` or `github:acme/tollgate#v0.1.0`.';

function flagFault(flag: string, fault: string | null): string | null {
  return fault === null ? null : `${flag}: ${fault}`;
}

/** The work tree that holds a folder. */
async function repositoryOf(folder: string): Promise<string> {
  const shown = printable(folder);
  const isFolder = await stat(folder).then(
    (status) => status.isDirectory(),
    (error: unknown) => {
      throw new CannotRun(
        `there is no folder \`${shown}\` (${reasonOf(error)}). Give a folder of the repository.`,
      );
    },
  );
  if (!isFolder) throw new CannotRun(`\`${shown}\` is no folder. Give a folder of the repository.`);
  const { root, isWorkTree } = await findTarget([await realpath(folder)]);
  if (isWorkTree) return root;
  throw new CannotRun(
    `\`${shown}\` is in no work tree of git, or git ignores it. Go to the repository, or make one of it with \`git init\`.`,
  );
}

async function wantedParts(
  order: SetUpOrder,
  root: string,
  { policy: { schema } }: PlanTerms,
  questions: Questions | null,
): Promise<Part[]> {
  const writesPolicy = !order.skip.includes('policy');
  const hasSchema = wantsSchemaFile(await stateOf(root, POLICY_FILE), schema, writesPolicy);
  const isWanted = (part: Part) =>
    part === 'script' ? order.script : !order.skip.includes(part) && (part !== 'schema' || hasSchema);
  const parts: Part[] = PARTS.filter(isWanted);
  const offersScript =
    questions !== null && !order.script && (await stateOf(root, SCRIPT_FILE)).kind === 'absent';
  if (offersScript && (await questions.confirm(`Write ${SCRIPT_FILE} too, the rule book's own path`, false)))
    parts.push('script');
  return parts;
}

async function stepOf(part: Part, root: string, terms: PlanTerms): Promise<Step> {
  return planStep(part, await stateOf(root, fileOf(part, terms)), terms);
}

/** What would make a new hook stop every commit; `null` if nothing does, or if no hook is to be written. */
async function standingInTheWay(
  root: string,
  terms: PlanTerms,
  { meter }: Terminal,
): Promise<StandingFindings | null> {
  if (!isWriting(await stepOf('hook', root, terms))) return null;
  const policy = policyToBe(
    await stateOf(root, POLICY_FILE),
    policyText(terms.policy),
    terms.policy.organisation,
  );
  const standing = await standingFindings(root, policy, meter);
  return standing.block ? standing : null;
}

function nothingToDo(steps: readonly Step[], { out, paint }: Terminal): ExitCode {
  if (hasRefusal(steps)) return EXIT.found;
  out(`\n${paint('green', '✔')} Nothing to do: all of it is there.\n`);
  return EXIT.clean;
}

function hasRefusal(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind === 'refuse');
}

/** What would be written, to the last line. */
async function showWhole(root: string, steps: readonly Step[], terminal: Terminal): Promise<ExitCode> {
  for (const step of steps.filter(isWriting)) {
    terminal.out(
      step.kind === 'create' ? newFile(step, terminal.paint) : await differenceOf(root, step, terminal),
    );
  }
  terminal.out('\nNothing was written (--dry-run).\n');
  return hasRefusal(steps) ? EXIT.found : EXIT.clean;
}

async function differenceOf(root: string, step: WritingStep, { paint }: Terminal): Promise<string> {
  const compare = [
    'diff',
    '--no-index',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--',
    step.path,
    '-',
  ];
  const { out } = await git(root, compare, step.text);
  return difference(step, out.toString(), paint);
}

/** New files are agreed on together; each that would be lost, by itself and with what changes in sight. */
async function agreedSteps(
  root: string,
  steps: readonly Step[],
  questions: Questions | null,
  terminal: Terminal,
): Promise<WritingStep[]> {
  if (!questions) throw new CannotRun(nobodyThere());
  const writing = steps.filter(isWriting);
  const harmless = writing.filter(({ kind }) => kind !== 'replace');
  const agreed =
    harmless.length > 0 && (await questions.confirm(`Write ${count(harmless.length, 'file')}`, true))
      ? harmless
      : [];
  for (const step of writing.filter(({ kind }) => kind === 'replace')) {
    terminal.out(await differenceOf(root, step, terminal));
    if (await questions.confirm(`Replace ${step.path}? What it says now is lost`, false)) agreed.push(step);
  }
  return agreed;
}

function nobodyThere(): string {
  return (
    'nobody is here to answer, so nothing was written. Give --yes to write what the plan says, ' +
    'or --dry-run to see it whole.'
  );
}

async function written(
  root: string,
  steps: readonly Step[],
  agreed: readonly WritingStep[],
  terms: PlanTerms,
  { out, paint }: Terminal,
): Promise<ExitCode> {
  for (const step of agreed) await writeStep(root, step);
  if (agreed.length === 0) out('\nNothing was written.\n');
  else {
    out(`\n${paint('green', '✔')} Wrote ${count(agreed.length, 'file')}.\n`);
    out(nextSteps(agreed, terms, paint));
  }
  return hasRefusal(steps) ? EXIT.found : EXIT.clean;
}

async function writeStep(root: string, { path, text, executable }: WritingStep): Promise<void> {
  try {
    await writeFileInside(root, path, text, executable);
  } catch (error) {
    throw new CannotRun(
      `${path} could not be written (${reasonOf(error)}). Give yourself the right to write there, and run this again: what is done stays done.`,
    );
  }
}
