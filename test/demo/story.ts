import { REASON_FORM, REASON_FORM_FILE } from '../../src/debt/reason-form.ts';
import { type Files, requireCheck, Teammate } from '../support/teamwork.ts';
import { HOUR, type World } from '../support/world.ts';
import { enqueue, groupOf, mergeThroughQueue, refusalOf, turnOnMergeQueue } from './merge-queue.ts';
import type { Narrator } from './narrator.ts';

const REPOSITORY = { owner: 'acme', repo: 'chat' };

const SUMMARY = 'services/chat/summary.py';
const TITLES = 'web/src/titles.ts';

const BASE: Files & Record<string, string> = {
  'README.md': '# chat\n',
  [REASON_FORM_FILE]: REASON_FORM,
  'services/chat/answer.py': `import httpx

GATEWAY = "http://zoe-litellm:8001"


async def answer(client: httpx.AsyncClient, question: str):
    return await client.post(f"{GATEWAY}/v1/chat/completions", json={"model": "fast-model", "q": question})
`,
};

const BYPASSES: Files = {
  [SUMMARY]: `import os

import httpx


async def summarise(client: httpx.AsyncClient, text: str) -> str:
    headers = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    response = await client.post("https://api.openai.com/v1/chat/completions", headers=headers, json={"input": text})
    return response.json()["choices"][0]["message"]["content"]
`,
  [TITLES]: `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: 'https://api.openai.com/v1' });

export function title(chat: string) {
  return client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: chat }] });
}
`,
};

/**
 * The main job from end to end, on real git, real REST calls and signed webhooks: a bypass is mended or documented,
 * tracked and timed; once overdue it freezes features, also those in the merge queue, and its removal lifts the freeze.
 */
export async function tellStory(world: World, say: Narrator): Promise<void> {
  const people = await openForBusiness(world, say);
  const bypass = await refuseBypass(world, say, people);
  const tracking = await documentBypass(world, say, people, bypass);
  await startClock(world, say, people, bypass, tracking);
  const waiting = await openOtherPulls(world, say, people);
  await freezeFeatures(world, say, people, tracking, waiting);
  await payDebt(world, say, people, tracking, waiting);
  world.github.assertClean();
}

interface People {
  ada: Teammate;
  ben: Teammate;
  carol: Teammate;
}

async function openForBusiness(world: World, say: Narrator): Promise<People> {
  const { github } = world;
  say.chapter('One gateway');
  for (const login of ['ada', 'ben', 'carol']) github.createUser(login);
  github.createOrganization('acme', { owners: ['carol'] });
  github.createTeam('acme', 'architecture-team', ['carol']);
  await github.createRepository({
    owner: 'acme',
    name: 'chat',
    files: BASE,
    collaborators: { ada: 'write', ben: 'write' },
  });
  github.installApp({ account: 'acme' });
  const [ada, ben, carol] = ['ada', 'ben', 'carol'].map((login) => new Teammate(world, login, REPOSITORY));
  if (!ada || !ben || !carol) throw new Error('The story needs three people.');
  await requireCheck(world, carol);
  await world.settle();
  say.tells('acme/chat calls its models through http://zoe-litellm:8001 and through nothing else.');
  say.tells('Carol of the architecture team installs Tollgate and makes its check required on main.');
  return { ada, ben, carol };
}

async function refuseBypass(world: World, say: Narrator, { ada }: People): Promise<number> {
  say.chapter('A short cut');
  const pull = await ada.propose('summaries', 'feat: summarise long chats', BYPASSES);
  await world.settle();
  say.tells(`Ada opens #${pull} "feat: summarise long chats": one call in Python, one client in TypeScript.`);
  const check = await ada.check(pull);
  say.shows(check, 'failure', pull);
  say.adds(tableOf(check.summary));
  const refusal = await ada.merge(pull);
  say.claims(refusal !== null, `The merge button is refused: ${firstSentence(refusal)}`, 'it merged');
  const [review] = await ada.reviews(pull);
  say.claims(
    review?.state === 'CHANGES_REQUESTED',
    'Tollgate requests changes, and comments on both lines.',
    'nothing',
  );
  const { id, body } = await commentOn(ada, pull, TITLES);
  say.tells(`The client can use the gateway; that is the suggestion on ${TITLES}:`);
  say.adds(suggestionIn(body));
  await ada.applySuggestion(pull, id);
  await world.settle();
  const { body: after } = await commentOn(ada, pull, TITLES);
  say.claims(after.includes('**Mended.**'), 'One click commits it, and the comment says: Mended.', after);
  return pull;
}

async function documentBypass(world: World, say: Narrator, { ada }: People, pull: number): Promise<number> {
  say.chapter('Two clicks document the other one');
  const { id, body } = await commentOn(ada, pull, SUMMARY);
  const answers = { why: "LiteLLM doesn't support structured summaries", when: 'LiteLLM v2.0 adds them' };
  const reason = await ada.followReasonLink(linkIn(body), answers);
  await world.settle();
  say.tells("The summaries need something that LiteLLM doesn't have yet.");
  say.tells(
    `The comment links a new issue, prefilled: Ada opens #${reason}, whose number enters the suggestion:`,
  );
  const { body: offered } = await commentOn(ada, pull, SUMMARY);
  say.adds(suggestionIn(offered));
  await ada.applySuggestion(pull, id);
  await world.settle();
  say.tells('The second click commits that.');
  say.shows(await ada.check(pull), 'success', pull);
  const [review] = await ada.reviews(pull);
  say.claims(review?.state === 'DISMISSED', 'Tollgate takes its review back.', `${review?.state}`);
  const issues = await ada.trackingIssues();
  const [issue] = issues;
  say.claims(
    issues.length === 1 && issue?.state === 'open',
    `A tracking issue opens: #${issue?.number} "${issue?.title}"`,
    `there are ${issues.length}`,
  );
  say.adds(`labels: ${issue?.labels.join(', ')}\n${row(issue?.body, 'Deadline')}`);
  return issue?.number ?? 0;
}

async function startClock(
  world: World,
  say: Narrator,
  { ada }: People,
  pull: number,
  tracking: number,
): Promise<void> {
  await world.pass(2 * HOUR);
  say.chapter('Two hours later');
  const refusal = await ada.merge(pull);
  say.claims(refusal === null, `#${pull} is merged, and the clock starts with the merge.`, refusal ?? '');
  await world.settle();
  const [issue] = await ada.trackingIssues();
  const deadline = row(issue?.body, 'Deadline');
  say.claims(
    deadline.includes('2026-03-04 11:00 UTC'),
    `#${tracking} names the deadline: ${deadline}`,
    issue?.body ?? 'there is no issue',
  );
}

interface Waiting {
  feature: number;
  fix: number;
}

async function openOtherPulls(world: World, say: Narrator, { ben, carol }: People): Promise<Waiting> {
  say.chapter('Meanwhile');
  await turnOnMergeQueue(carol);
  say.tells('Carol turns on a merge queue for main, in which a slow CI has to pass as well.');
  const feature = await ben.propose('themes', 'feat: dark theme', {
    'web/src/theme.ts': 'export const dark = true;\n',
  });
  const fix = await ben.propose('typo', 'Mend a typo in the greeting', {
    'web/src/hello.ts': 'export const hello = 1;\n',
  });
  await world.settle();
  say.tells(`Ben opens #${feature} "feat: dark theme" and #${fix} "Mend a typo in the greeting".`);
  say.shows(await ben.check(feature), 'success', feature);
  say.shows(await ben.check(fix), 'success', fix);
  return { feature, fix };
}

async function freezeFeatures(
  world: World,
  say: Narrator,
  { ben }: People,
  tracking: number,
  { feature, fix }: Waiting,
): Promise<void> {
  await world.pass(24 * HOUR);
  say.chapter('Half of the time is over');
  const reminder = (await ben.comments(tracking)).at(-1) ?? '';
  say.claims(
    reminder.includes('**24 hours left.** @acme/architecture-team'),
    `#${tracking} reminds the architecture team:`,
    reminder,
  );
  say.adds(visible(reminder));
  await world.pass(23 * HOUR);
  say.chapter('47 hours after the merge');
  const early = await ben.check(feature);
  say.claims(early.conclusion === 'success', 'An hour is left, and nothing is blocked.', early.title);
  const group = await joinMergeQueue(world, say, ben, feature);
  await world.pass(HOUR);
  say.chapter('48 hours after the merge');
  const [issue] = await ben.trackingIssues();
  say.claims(
    issue?.labels.includes('overdue') === true,
    `At the deadline #${tracking} is overdue, and says so.`,
    issue?.labels.join(', ') ?? 'there is no issue',
  );
  const check = await ben.check(feature);
  say.shows(check, 'failure', feature);
  say.adds(tableOf(check.summary));
  await leaveMergeQueue(world, say, ben, feature, group);
  await showDashboard(say, ben, tracking);
  await classify(world, say, ben, fix);
}

async function joinMergeQueue(world: World, say: Narrator, who: Teammate, pull: number): Promise<string> {
  const group = await enqueue(world, who, pull);
  say.tells(`Ben puts #${pull} into the merge queue. Tollgate judges what main would become with it:`);
  say.shows(await who.checkOf(group), 'success', pull);
  return group;
}

/** A group is judged with the freeze as it is then, not as it was when the PR came into the queue. */
async function leaveMergeQueue(
  world: World,
  say: Narrator,
  who: Teammate,
  pull: number,
  group: string,
): Promise<void> {
  const { title } = await who.checkOf(group);
  say.claims(
    groupOf(world, who, pull) === undefined && title.startsWith('Feature freeze'),
    `In the queue #${pull} is judged again, with the freeze, while CI still runs: GitHub takes it out.`,
    title,
  );
  const refusal = await refusalOf(() => enqueue(world, who, pull));
  say.claims(refusal !== null, `#${pull} cannot merge: ${firstSentence(refusal)}`, 'it is in');
}

/** What no sign tells is a feature; who may write says what it is, in a comment. */
async function classify(world: World, say: Narrator, who: Teammate, pull: number): Promise<void> {
  say.shows(await who.check(pull), 'failure', pull);
  const comment = await who.comment(pull, '/tollgate classify fix');
  await world.settle();
  const [reaction] = await who.reactions(comment);
  say.claims(
    reaction?.endsWith(' +1') === true,
    `A title that gives no sign counts as a feature. Ben comments "/tollgate classify fix":`,
    `${reaction}`,
  );
  say.adds(visible((await who.comments(pull)).at(-1) ?? ''));
  say.shows(await who.check(pull), 'success', pull);
  const isMerged = await mergeThroughQueue(world, who, pull);
  say.claims(isMerged, `#${pull} merges: a fix is never frozen.`, 'it is not merged');
}

async function showDashboard(say: Narrator, who: Teammate, tracking: number): Promise<void> {
  const { number, title, body } = await dashboardOf(who);
  say.claims(
    body.includes('Feature PRs are blocked') && body.includes(`#${tracking}`),
    `One issue says what the repository owes: #${number} "${title}"`,
    body,
  );
  say.adds(`${lineWith(body, 'What lifts it')}\n${tableOf(body)}`);
}

async function dashboardOf(who: Teammate) {
  const { data } = await who.octokit.rest.issues.listForRepo({ ...REPOSITORY, labels: 'tollgate-dashboard' });
  const [dashboard] = data;
  return { number: dashboard?.number, title: dashboard?.title, body: dashboard?.body ?? '' };
}

async function payDebt(
  world: World,
  say: Narrator,
  { ada, ben }: People,
  tracking: number,
  { feature }: Waiting,
): Promise<void> {
  await world.pass(3 * HOUR);
  say.chapter('The debt is paid');
  const pull = await ada.propose('pay', 'feat: summaries through the gateway', {
    [SUMMARY]: BASE['services/chat/answer.py'] ?? '',
  });
  await world.settle();
  say.tells(`LiteLLM v2.0 is out. Ada opens #${pull}, which takes the call through the gateway.`);
  say.shows(await ada.check(pull), 'success', pull);
  const lifts = lineWith((await ben.check(feature)).summary, 'What lifts it');
  say.claims(
    lifts.endsWith(`#${pull} removes it.`),
    `#${feature} now says what lifts it, and so does the dashboard:`,
    lifts,
  );
  say.adds(lifts);
  const { body } = await dashboardOf(ben);
  say.claims(body.includes(`#${pull} removes it.`), 'Nobody has to ask around.', body);
  say.claims(
    await mergeThroughQueue(world, ada, pull),
    `#${pull} is a feature, but it pays the debt: it merges in the freeze.`,
    'it is not merged',
  );
  const [issue] = await ada.trackingIssues();
  say.claims(
    issue?.state === 'closed' && issue.stateReason === 'completed',
    `#${tracking} closes as completed.`,
    `${issue?.state}, ${issue?.stateReason}`,
  );
  say.adds(visible((await ada.comments(tracking)).at(-1) ?? ''));
  say.shows(await ben.check(feature), 'success', feature);
  const isMerged = await mergeThroughQueue(world, ben, feature);
  say.claims(isMerged, `#${feature} merges. Nobody had to push.`, 'it is not merged');
}

/** The comment of Tollgate on the line of a file. */
async function commentOn(who: Teammate, pull: number, path: string): Promise<{ id: number; body: string }> {
  const comment = (await who.reviewComments(pull)).find((one) => one.path === path);
  return { id: comment?.id ?? 0, body: comment?.body ?? '' };
}

/** The first change that a comment offers to commit. */
function suggestionIn(body: string): string {
  return /```suggestion\n([\s\S]*?)\n```/.exec(body)?.[1] ?? '';
}

/** Where a comment leads to the form of a new issue. */
function linkIn(body: string): string {
  return /\((https:[^)]*\/issues\/new\?[^)]*)\)/.exec(body)?.[1] ?? '';
}

/** The paragraph with these words, as text. */
function lineWith(markdown: string, words: string): string {
  return (
    markdown
      .split('\n')
      .find((line) => line.includes(words))
      ?.replaceAll('**', '') ?? ''
  );
}

/** A comment as people see it. */
function visible(markdown: string): string {
  return markdown.replace(/<!--.*?-->\n?/g, '');
}

/** The first Markdown table of a text, with links and quotes taken off. */
function tableOf(markdown: string): string {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|') && !/^[|\s-]+$/.test(line));
  return rows.map((line) => line.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '')).join('\n');
}

/** One row of the tracking issue's table, as text. */
function row(body: string | undefined, name: string): string {
  const line = body?.split('\n').find((each) => each.includes(`**${name}**`)) ?? '';
  return line.replaceAll('|', '').replaceAll('**', '').trim().replace(/\s+/g, ' ');
}

/** Octokit adds the address of a page about the refusal. */
function firstSentence(text: string | null): string {
  return text?.split(' - http')[0] ?? '';
}
