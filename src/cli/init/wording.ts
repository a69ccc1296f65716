import { defaultPolicy } from '../../policy/defaults.ts';
import type { OrganisationPolicy } from '../../policy/load.ts';
import type { Policy } from '../../policy/policy.ts';
import { ORGANISATION_VARIABLE } from '../organisation-flag.ts';
import { printable } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { HUSKY_FILE } from './husky.ts';
import type { Part, PlanTerms, Step, WritingStep } from './plan.ts';
import type { StandingFindings } from './standing-findings.ts';
import type { Survey } from './survey.ts';
import { ORGANISATION_TOKEN } from './workflow.ts';

/** What each file is for. */
const PURPOSE: Record<Exclude<Part, 'hook'>, string> = {
  policy: 'the policy: what differs from the rule book',
  schema: 'what the policy may say, for editors to complete it',
  form: 'the form of the reason issue: four questions',
  workflow: 'uploads what a scan finds to code scanning',
  script: "the rule book's own script, which calls tollgate validate",
};

/** What was found, for the reader to correct. */
export function surveyText(found: Survey, organisation: OrganisationPolicy | null, paint: Paint): string {
  const above = organisation
    ? { whose: "the organisation's", policy: organisation.policy, until: '' }
    : { whose: "the rule book's own", policy: defaultPolicy(), until: ' until you name yours' };
  const rows: [string, string][] = [
    ['gateway', gatewayWords(found, above)],
    ['configuration', configurationWords(found)],
    ['provider module', providerWords(found)],
    ['contact', contactWords(found, above)],
  ];
  const lines = rows.map(([name, words]) => `  ${name.padEnd(16)} ${words}`);
  return [`Looked at ${count(found.files, 'file')}.`, '', paint('bold', 'Found'), ...lines, ''].join('\n');
}

/** What counts where a repository says nothing. */
interface Above {
  whose: string;
  policy: Policy;
  until: string;
}

function gatewayWords({ gateway }: Survey, { whose, policy: { gateway: said }, until }: Above): string {
  if (gateway.length === 0) return printable(`none; ${whose} ${said.urls.join(', ')} is in force${until}`);
  return gateway.map(({ url, from }) => printable(`${url} (${from})`)).join('\n'.padEnd(20));
}

function configurationWords({ configurations }: Survey): string {
  if (configurations.length === 0) return 'none; the rule `model-alias` needs one to know the models';
  return configurations
    .slice(0, 5)
    .map(({ path, models }) => `${printable(path)} (${count(models, 'model')})`)
    .join('\n'.padEnd(20));
}

function providerWords({ provider }: Survey): string {
  if (provider === null) return 'none';
  const others = provider.classes.length > 0 ? `, beside ${provider.classes.map(printable).join(', ')}` : '';
  return `${printable(provider.path)}: ${printable(provider.factory)}${others}`;
}

function contactWords({ contact }: Survey, { whose, policy }: Above): string {
  if (contact === null) return printable(`none in CODEOWNERS; ${whose} is ${policy.contact}`);
  return printable(`${contact.handle} (${contact.from})`);
}

const DEEDS: Record<Step['kind'], string> = {
  create: 'create',
  extend: 'add to',
  replace: 'replace',
  keep: 'keep',
  refuse: 'cannot',
};

const STYLES = { create: 'green', extend: 'green', replace: 'yellow', keep: 'dim', refuse: 'red' } as const;

/** What is to become of each file, and why the hook leaves something alone. */
export function planText(
  steps: readonly Step[],
  { command }: Pick<PlanTerms, 'command'>,
  standing: StandingFindings | null,
  paint: Paint,
): string {
  const width = Math.max(...steps.map(({ path }) => path.length));
  const lines = steps.map((step) => {
    const deed = paint(STYLES[step.kind], DEEDS[step.kind].padEnd(8));
    const purpose = step.part === 'hook' ? `one pre-commit hook: tollgate ${command}` : PURPOSE[step.part];
    return `  ${deed}${step.path.padEnd(width)}  ${'why' in step ? reason(step.why) : purpose}`;
  });
  const note = standing === null ? [] : ['', standingWords(standing)];
  return `\n${[paint('bold', 'Plan'), ...lines, ...note].join('\n')}\n`;
}

function standingWords({ count: findings }: StandingFindings): string {
  const what = findings === 0 ? 'Files that cannot be analysed' : count(findings, 'finding');
  const are = findings === 1 ? 'stands' : 'stand';
  return (
    `  ${what} ${are} here already and would stop every commit: the hook looks at what a commit adds (--base HEAD).\n` +
    '  tollgate scan lists them; take --base HEAD out of the hook once they are gone.'
  );
}

/** A reason may be several lines, and may quote the file. */
function reason(why: string): string {
  return why.split('\n').map(printable).join('\n      ');
}

/** A new file, whole. */
export function newFile(step: WritingStep, paint: Paint): string {
  const lines = step.text
    .trimEnd()
    .split('\n')
    .map((line) => `${paint('green', '+')} ${printable(line)}`);
  return `\n${paint('bold', step.path)}\n${lines.join('\n')}\n`;
}

/** A difference as git shows it. */
export function difference(step: WritingStep, diff: string, paint: Paint): string {
  const lines = diff
    .trimEnd()
    .split(/\r?\n/)
    .filter((line) => !/^(diff|index|---|\+\+\+) /.test(line));
  const shown = lines.map((line) => {
    const text = printable(line);
    return line.startsWith('+') ? paint('green', text) : line.startsWith('-') ? paint('red', text) : text;
  });
  return `\n${paint('bold', step.path)}\n${shown.join('\n')}\n`;
}

/** What is left to people, once something was written. */
export function nextSteps(
  written: readonly WritingStep[],
  terms: Pick<PlanTerms, 'policy' | 'organisationCopy'>,
  paint: Paint,
): string {
  const hook = written.find(({ part }) => part === 'hook');
  const steps = [
    'commit these files and open a pull request: in force is the policy of the default branch',
    ...(hook && hook.path !== HUSKY_FILE
      ? ['pre-commit install, once in each clone (https://pre-commit.com)']
      : []),
    ...organisationSteps(written, terms),
    'tollgate validate, to see what the rule book says of this repository today',
    'install the Tollgate App on the repository, and require its check `Tollgate` on the default branch',
  ];
  return `\n${paint('bold', 'Next')}\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`;
}

/** What lies outside of the repository: a copy of the organisation's policy, and the right to read it. */
function organisationSteps(
  written: readonly WritingStep[],
  { policy, organisationCopy }: Pick<PlanTerms, 'policy' | 'organisationCopy'>,
): string[] {
  if (policy.organisation === null) return [];
  const writes = (part: Part) => written.some((step) => step.part === part);
  const copy = `export ${ORGANISATION_VARIABLE}, the path of a copy of the organisation's tollgate.yml, in the shell of each who commits: the hook judges by it`;
  const token = `where the organisation's repository .github is not public: a secret ${ORGANISATION_TOKEN} that may read it, for the workflow`;
  return [
    ...(writes('hook') && organisationCopy === null ? [copy] : []),
    ...(writes('workflow') ? [token] : []),
  ];
}

export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
