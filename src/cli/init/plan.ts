import { REASON_FORM, REASON_FORM_FILE } from '../../debt/reason-form.ts';
import { POLICY_FILE } from '../../policy/defaults.ts';
import { loadPolicy } from '../../policy/load.ts';
import type { Policy } from '../../policy/policy.ts';
import type { PolicyProblem } from '../../policy/problem.ts';
import { ORGANISATION_VARIABLE } from '../organisation-flag.ts';
import { SCHEMA_FILE, schemaText } from './editor-schema.ts';
import { HUSKY_FILE, mergedHusky } from './husky.ts';
import { type PolicyTerms, policyText } from './policy-text.ts';
import { mergedPreCommit, type PRE_COMMIT_FILE, preCommitText } from './pre-commit.ts';
import type { FileState } from './repository-file.ts';
import type { Survey } from './survey.ts';
import { SCRIPT_FILE, scriptText } from './validation-script.ts';
import { WORKFLOW_FILE, workflowText } from './workflow.ts';

/** What init sets up; each is one file. */
export const PARTS = ['policy', 'schema', 'hook', 'form', 'workflow', 'script'] as const;
export type Part = (typeof PARTS)[number];

/** What is to become of one file. */
export type Step = { part: Part; path: string } & (
  | { kind: 'create'; text: string; executable: boolean }
  /** Something is added, and all that stands there stays. */
  | { kind: 'extend'; text: string; before: string; executable: boolean }
  /** What stands there is lost. */
  | { kind: 'replace'; text: string; before: string; executable: boolean }
  /** Nothing is to be done; why. */
  | { kind: 'keep'; why: string }
  /** It cannot be done; why, and what to do by hand. */
  | { kind: 'refuse'; why: string }
);

/** Steps that write. */
export type WritingStep = Extract<Step, { text: string }>;

export function isWriting(step: Step): step is WritingStep {
  return step.kind === 'create' || step.kind === 'extend' || step.kind === 'replace';
}

export interface PlanTerms {
  policy: PolicyTerms;
  /** What was found, to be held against a policy that is there. */
  found: Pick<Survey, 'gateway' | 'configurations'>;
  /** What npm installs Tollgate from. */
  spec: string;
  defaultBranch: string;
  /** What the hook asks of Tollgate. */
  command: string;
  /** Where a copy of the organisation's policy lies in the repository; `null` if there is none in it. */
  organisationCopy: string | null;
  /** Where the hook goes: husky's folder is there, and no configuration of pre-commit. */
  hookFile: typeof PRE_COMMIT_FILE | typeof HUSKY_FILE;
}

/** The file of each part. */
export function fileOf(part: Part, { hookFile }: Pick<PlanTerms, 'hookFile'>): string {
  switch (part) {
    case 'policy':
      return POLICY_FILE;
    case 'schema':
      return SCHEMA_FILE;
    case 'hook':
      return hookFile;
    case 'form':
      return REASON_FORM_FILE;
    case 'workflow':
      return WORKFLOW_FILE;
    case 'script':
      return SCRIPT_FILE;
  }
}

/** What is to be done about one part, by what its file is now. */
export function planStep(part: Part, state: FileState, terms: PlanTerms): Step {
  const at = { part, path: fileOf(part, terms) };
  if (state.kind === 'blocked') return { ...at, kind: 'refuse', why: `${state.why}.` };
  switch (part) {
    case 'policy':
      return state.kind === 'file'
        ? { ...at, ...keptPolicy(state.text, terms) }
        : created(at, policyText(terms.policy));
    case 'schema':
      return { ...at, ...whole(state, schemaText()) };
    case 'hook':
      return { ...at, ...hookStep(state, terms) };
    case 'form':
      return { ...at, ...whole(state, REASON_FORM) };
    case 'workflow':
      return { ...at, ...whole(state, workflowOf(state, terms)) };
    case 'script':
      return { ...at, ...whole(state, scriptText(terms.spec), true) };
  }
}

/** One that reads the organisation's policy goes on to do so, also where init is run without a copy of it. */
function workflowOf(state: FileState, { spec, defaultBranch, policy: { organisation } }: PlanTerms): string {
  const readsIt = state.kind === 'file' && state.text.includes(ORGANISATION_VARIABLE);
  return workflowText({ spec, defaultBranch, hasOrganisation: organisation !== null || readsIt });
}

type Deed<Kind = Step> = Kind extends Step ? Omit<Kind, 'part' | 'path'> : never;

function created(at: { part: Part; path: string }, text: string): Step {
  return { ...at, kind: 'create', text, executable: false };
}

/** A policy is its team's: it is never written over, whatever init would have written. */
function keptPolicy(text: string, { found, policy: { organisation } }: PlanTerms): Deed {
  const load = loadPolicy(text, POLICY_FILE, organisation);
  if (load.ok) {
    const doubts = doubtsAbout(load.policy, found);
    return { kind: 'keep', why: ['your policy, which stays as it is', ...doubts].join('\n') };
  }
  return {
    kind: 'refuse',
    why: `it has mistakes, so nothing is in force:\n${load.problems.map(line).join('\n')}`,
  };
}

/** Where a policy and the repository disagree: for its owners to look at. */
function doubtsAbout({ gateway }: Policy, { gateway: urls, configurations }: PlanTerms['found']): string[] {
  const [likeliest] = configurations;
  const knowsConfig = configurations.some(({ path }) => path === gateway.config);
  const unnamed = urls.filter(({ url }) => !gateway.urls.includes(url));
  return [
    ...(likeliest && !knowsConfig
      ? [`look at gateway.config: ${gateway.config} is no configuration here, ${likeliest.path} is`]
      : []),
    ...unnamed.map(({ url, from }) => `look at gateway.urls: ${url} is not among them (${from})`),
  ];
}

function line({ line, column, path, message, mend }: PolicyProblem): string {
  return `${line}:${column}  ${path === '' ? '' : `${path}: `}${message}. ${mend}`;
}

function hookStep(state: Exclude<FileState, { kind: 'blocked' }>, terms: PlanTerms): Deed {
  if (terms.hookFile === HUSKY_FILE) return huskyStep(state, terms);
  if (state.kind === 'absent') return { kind: 'create', text: preCommitText(terms), executable: false };
  const merge = mergedPreCommit(state.text, terms);
  switch (merge.kind) {
    case 'there':
      return { kind: 'keep', why: 'a hook that validates is there' };
    case 'unreadable':
      return { kind: 'refuse', why: `it could not be read: ${merge.why}. Mend it, and run this again.` };
    case 'merged':
      return { kind: 'extend', text: merge.text, before: state.text, executable: state.executable };
  }
}

function huskyStep(state: Exclude<FileState, { kind: 'blocked' }>, terms: PlanTerms): Deed {
  const before = state.kind === 'file' ? state.text : '';
  const text = mergedHusky(before, terms);
  if (text === null) return { kind: 'keep', why: 'a hook that validates is there' };
  if (state.kind === 'absent') return { kind: 'create', text, executable: true };
  return { kind: 'extend', text, before, executable: state.executable };
}

function whole(state: Exclude<FileState, { kind: 'blocked' }>, text: string, executable = false): Deed {
  if (state.kind === 'absent') return { kind: 'create', text, executable };
  if (state.text === text && (state.executable || !executable))
    return { kind: 'keep', why: 'as it would be written' };
  return { kind: 'replace', text, before: state.text, executable: executable || state.executable };
}
