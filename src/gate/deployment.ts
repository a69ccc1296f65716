import { code } from '../debt/markdown.ts';
import { count } from '../debt/wording.ts';
import { failingBypasses } from './bypass-text.ts';
import type { DocumentMention } from './documents.ts';
import { restartCommand, serviceName } from './gateway-text.ts';
import type { Point } from './point.ts';
import { type CheckContext, placeLink } from './text-context.ts';
import type { GatewayChange, Verdict } from './verdict.ts';

/** What only somebody at the gateway can say, as that person confirms it. */
export function deploymentQuestions(verdict: Verdict): string[] {
  const change = verdict.gatewayChange;
  if (change === null) return [];
  const { kind } = documentState(change);
  return [
    'The gateway was restarted with this configuration, locally',
    'Its startup logs show no errors',
    'Its models list holds what is expected',
    'A completion was tested',
    'The validation script passes',
    ...(kind === 'unread' || kind === 'unnamed' ? ['Documentation says what this configuration says'] : []),
    'Staging was tested, or there is none',
  ];
}

/** The rule book's "Deployment Checklist", with what is known about each point. */
export function deploymentPoints(verdict: Verdict, change: GatewayChange, context: CheckContext): Point[] {
  const service = serviceName(verdict.policy.gateway.urls);
  return [
    syntaxPoint(verdict, change, context),
    person(`Tested locally with ${code(restartCommand(verdict))}`, 'only you know'),
    person('Checked startup logs for errors', code(`docker logs ${service} --tail 20`)),
    person('Verified models list endpoint', `${code('tollgate validate')} asks it${modelsWords(change)}`),
    person('Tested completion endpoint', `${code('tollgate validate --probe')} asks each alias`),
    person(
      'Run validation script: `bash tools/audit/validate_litellm.sh`',
      'what needs no gateway was checked here; the rest is yours',
    ),
    documentPoint(change, verdict, context),
    approvalPoint(verdict),
    person('Staging environment tested (if available)', 'only you know'),
  ];
}

function person(text: string, evidence: string): Point {
  return { mark: '👤', text, evidence };
}

function syntaxPoint(verdict: Verdict, { paths }: GatewayChange, context: CheckContext): Point {
  const text = 'Validated config syntax (YAML)';
  const faults = failingBypasses(verdict)
    .flatMap(({ findings }) => findings)
    .filter(({ rule }) => rule === 'gateway-config');
  if (faults.length > 0) {
    const places = faults.slice(0, 5).map((fault) => placeLink(fault, verdict.pull, context));
    const more = faults.length - places.length;
    return { mark: '❌', text, evidence: [...places, ...(more > 0 ? [`${more} more`] : [])].join(', ') };
  }
  if (verdict.policy.rules['gateway-config'] === 'off')
    return person(text, 'not checked: `gateway-config` is off here');
  return { mark: '✅', text, evidence: `${paths.map((path) => code(path)).join(', ')}: no fault added` };
}

const MOST_NAMES = 5;

function modelsWords({ added }: GatewayChange): string {
  if (added.length === 0) return '';
  return `; new there: ${namesShown(added)}`;
}

type DocumentState =
  | { kind: 'untouched' }
  | { kind: 'unread'; why: string }
  | { kind: 'stale'; mentions: DocumentMention[] }
  | { kind: 'unnamed'; names: string[] }
  | { kind: 'current' };

/** What names a model that is gone must change; what names none that is new may have to. */
function documentState({ differences, lost, added, documents }: GatewayChange): DocumentState {
  if (differences === null) return { kind: 'unread', why: 'which names come and go cannot be read' };
  if (lost.length + added.length === 0) return { kind: 'untouched' };
  if (documents === null) return { kind: 'unread', why: 'the documents were not read' };
  const mentions = documents.filter(({ name }) => lost.includes(name));
  if (mentions.length > 0) return { kind: 'stale', mentions };
  const names = added.filter((name) => !documents.some((mention) => mention.name === name));
  return names.length > 0 ? { kind: 'unnamed', names } : { kind: 'current' };
}

function documentPoint(change: GatewayChange, { pull }: Verdict, context: CheckContext): Point {
  const text = 'Updated documentation if needed';
  const state = documentState(change);
  switch (state.kind) {
    case 'untouched':
      return { mark: '➖', text, evidence: 'no name comes or goes' };
    case 'unread':
      return person(text, state.why);
    case 'stale':
      return { mark: '❌', text, evidence: `still named: ${mentionWords(state.mentions, pull, context)}` };
    case 'unnamed':
      return person(text, `no document names ${namesShown(state.names)} yet`);
    case 'current':
      return { mark: '✅', text, evidence: 'what is new is named, and what is gone is not' };
  }
}

function namesShown(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => code(name));
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function mentionWords(
  mentions: readonly DocumentMention[],
  pull: Verdict['pull'],
  context: CheckContext,
): string {
  const shown = mentions.slice(0, MOST_NAMES).map(({ path, line, name }) => {
    const place = { path, range: { startLine: line, endLine: line } };
    return `${code(name)} in ${placeLink(place, pull, context)}`;
  });
  const more = mentions.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and in ${count(more, 'more place')}` : '');
}

function approvalPoint({ pull }: Verdict): Point {
  const text = 'Code review approved';
  if (pull.approvedByContact) return { mark: '✅', text, evidence: 'by the contact' };
  if (pull.approvedByWriter) return { mark: '✅', text, evidence: 'by somebody with write access' };
  return { mark: '⏳', text, evidence: 'no approving review yet' };
}
