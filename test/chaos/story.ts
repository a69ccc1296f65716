import { bypass, documentedBypass } from '../e2e/setting.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';

/** Where the story happens: a GitHub, and an app however it is run. */
export interface Stage {
  github: EmulatedGitHub;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
  /** Moves the clock, has the deadlines looked at, and settles. */
  pass(milliseconds: number): Promise<void>;
}

/** One repository and who works there: `ada` writes, `carol` is the contact, `eve` is a stranger. */
interface Team {
  ada: Teammate;
  carol: Teammate;
  eve: Teammate;
}

/** What the acts remember of each other. */
interface Told {
  stage: Stage;
  chat: Team;
  search: Team;
  /** Numbers of PRs by their branch. */
  pulls: Map<string, number>;
  /** Numbers of reason issues by their title. */
  reasons: Map<string, number>;
}

export interface Act {
  name: string;
  play(told: Told): Promise<void>;
}

const CONTEXT = 'Why: no batches.\nBypassed: one call.\nFixed: with v2.0.\nDebt: no caching.';

/** Code that speaks to nobody. */
function plain(name: string): string {
  return `def ${name}(text):\n    return text.strip()\n`;
}

async function propose(
  told: Told,
  author: Teammate,
  branch: string,
  title: string,
  files: Record<string, string | null>,
) {
  told.pulls.set(branch, await author.propose(branch, title, files));
}

/** Opens the reason issue and a PR whose only file is a documented bypass. */
async function proposeDebt(
  told: Told,
  author: Teammate,
  branch: string,
  title = `fix: ${branch}`,
): Promise<void> {
  const reason = await author.openIssue(`Why ${branch}`, CONTEXT);
  told.reasons.set(branch, reason);
  await propose(told, author, branch, title, {
    [`src/${branch}.py`]: documentedBypass(reason, {}, branch),
  });
}

function pullOf(told: Told, branch: string): number {
  const number = told.pulls.get(branch);
  if (number === undefined) throw new Error(`No act has opened a PR for ${branch}.`);
  return number;
}

async function merge(
  told: Told,
  by: Teammate,
  branch: string,
  method: 'merge' | 'squash' | 'rebase' = 'merge',
): Promise<void> {
  const refusal = await by.merge(pullOf(told, branch), method);
  if (refusal !== null) throw new Error(`${branch} did not merge: ${refusal}`);
}

async function trackingIssueOf(teammate: Teammate, branch: string): Promise<number> {
  const issues = await teammate.trackingIssues();
  const issue = issues.find((one) => one.title.includes(`${branch}.py`));
  if (!issue) throw new Error(`${branch} has no tracking issue.`);
  return issue.number;
}

/**
 * 21 PRs and 10 debts in two repositories, through all of a debt's life. No branch is protected, so that what people do
 * never depends on how far the app has come. The app is quiet between two acts, and only there.
 */
export const ACTS: readonly Act[] = [
  {
    name: 'work as usual',
    play: async (told) => {
      const { ada, eve } = told.chat;
      await propose(told, ada, 'tidy', 'refactor: tidy', { 'src/tidy.py': plain('tidy') });
      await propose(told, ada, 'wild', 'feat: wild', { 'src/wild.py': bypass('wild') });
      await propose(told, told.search.ada, 'index', 'docs: index', { 'docs/index.md': '# Index\n' });
      await eve.openIssue('A question');
    },
  },
  {
    name: 'two exceptions are asked for',
    play: async (told) => {
      await proposeDebt(told, told.chat.ada, 'alpha');
      await proposeDebt(told, told.search.ada, 'beta');
    },
  },
  {
    name: 'and get through',
    play: async (told) => {
      await merge(told, told.chat.ada, 'alpha');
      await merge(told, told.search.ada, 'beta', 'squash');
    },
  },
  {
    name: 'a planned one, a burst of pushes, and one that is mended at once',
    play: async (told) => {
      const { ada, carol } = told.chat;
      const reason = await ada.openIssue('Why gamma', CONTEXT);
      told.reasons.set('gamma', reason);
      await propose(told, ada, 'gamma', 'fix: gamma', {
        'src/gamma.py': documentedBypass(reason, { timeBox: '# Time-box: planned' }, 'gamma'),
      });
      await carol.approve(pullOf(told, 'gamma'));
      await propose(told, told.search.ada, 'burst', 'fix: burst', { 'src/burst.py': bypass('burst') });
      await told.search.ada.commit('burst', { 'src/burst.py': plain('burst') });
      await told.search.ada.commit('burst', { 'src/burst.py': bypass('burst_again') });
    },
  },
  {
    name: 'closed, and merged by rebase',
    play: async (told) => {
      await merge(told, told.chat.ada, 'gamma', 'rebase');
      await merge(told, told.chat.ada, 'tidy');
      await told.chat.ada.commit('wild', { 'src/wild.py': plain('wild') });
      await told.search.ada.close(pullOf(told, 'burst'));
      await proposeDebt(told, told.chat.ada, 'delta');
      await proposeDebt(told, told.search.ada, 'epsilon');
    },
  },
  {
    name: 'second thoughts',
    play: async (told) => {
      await told.chat.ada.close(pullOf(told, 'delta'));
      await told.search.ada.commit('epsilon', { 'src/epsilon.py': plain('epsilon') });
    },
  },
  {
    name: 'and third ones',
    play: async (told) => {
      await told.chat.ada.reopen(pullOf(told, 'delta'));
      await told.search.ada.commit('epsilon', {
        'src/epsilon.py': documentedBypass(told.reasons.get('epsilon') ?? 0, {}, 'epsilon'),
      });
      await propose(told, told.chat.ada, 'theme', 'feat: theme', { 'src/theme.py': plain('theme') });
    },
  },
  {
    name: 'a day later',
    play: async (told) => {
      await told.stage.pass(24 * HOUR);
      await merge(told, told.chat.ada, 'delta');
      await propose(told, told.search.ada, 'facets', 'feat: facets', { 'src/facets.py': plain('facets') });
    },
  },
  {
    name: 'copied, moved, and closed by hand',
    play: async (told) => {
      const { ada, carol } = told.chat;
      const copied = documentedBypass(told.reasons.get('alpha') ?? 0, {}, 'alpha');
      await propose(told, ada, 'copy', 'fix: copy', { 'src/copy.py': copied });
      await propose(told, ada, 'move', 'refactor: move', {
        'src/alpha.py': null,
        'src/moved/alpha.py': copied,
      });
      await carol.setIssueState(await trackingIssueOf(carol, 'alpha'), 'closed');
    },
  },
  {
    name: 'the first deadlines pass',
    play: async (told) => {
      await merge(told, told.chat.ada, 'move');
      await told.stage.pass(24 * HOUR);
    },
  },
  {
    name: 'in the freeze',
    play: async (told) => {
      const { ada, carol } = told.chat;
      await ada.retitle(pullOf(told, 'wild'), 'fix: wild');
      await carol.comment(pullOf(told, 'theme'), '/tollgate override It is the launch');
      await told.search.ada.comment(pullOf(told, 'facets'), '/tollgate classify fix');
      await propose(told, ada, 'pay-alpha', 'feat: pay alpha', { 'src/moved/alpha.py': plain('alpha') });
      await propose(told, told.search.ada, 'typo', 'fix: typo', { 'README.md': '# search it\n' });
      await proposeDebt(told, told.chat.ada, 'zeta');
    },
  },
  {
    name: 'paid late',
    play: async (told) => {
      await merge(told, told.chat.ada, 'pay-alpha');
      await merge(told, told.search.ada, 'typo', 'squash');
      await proposeDebt(told, told.search.ada, 'eta');
    },
  },
  {
    name: 'and by a push past all PRs',
    play: async (told) => {
      await told.search.ada.commit('main', { 'src/beta.py': null }, 'Take beta out');
      await merge(told, told.chat.ada, 'zeta', 'squash');
      await told.chat.ada.close(pullOf(told, 'copy'));
    },
  },
  {
    name: 'the last exceptions, and one whose code is changed',
    play: async (told) => {
      const gamma = documentedBypass(
        told.reasons.get('gamma') ?? 0,
        { timeBox: '# Time-box: planned' },
        'gamma',
      );
      await propose(told, told.chat.ada, 'touch', 'fix: touch', {
        'src/gamma.py': gamma.replace('"input": text', '"input": text, "store": False'),
      });
      await proposeDebt(told, told.chat.ada, 'theta');
      await proposeDebt(told, told.search.ada, 'iota');
      await merge(told, told.search.ada, 'epsilon');
    },
  },
  {
    name: 'an issue is closed, a debt comes back',
    play: async (told) => {
      const { ada } = told.chat;
      await ada.setIssueState(told.reasons.get('theta') ?? 0, 'closed');
      await told.search.ada.close(pullOf(told, 'iota'));
      await ada.commit(
        'main',
        { 'src/moved/alpha.py': documentedBypass(told.reasons.get('alpha') ?? 0, {}, 'alpha') },
        'Put alpha back',
      );
    },
  },
  {
    name: 'all deadlines pass',
    play: async (told) => {
      await proposeDebt(told, told.search.ada, 'kappa');
      await told.stage.pass(72 * HOUR);
    },
  },
];

/**
 * Tells the acts one after the other.
 * @param around what is done with an act instead of playing it and waiting until all is quiet
 */
export async function tellActs(
  stage: Stage,
  acts: readonly Act[],
  around: (act: Act, play: () => Promise<void>) => Promise<void> = (_, play) => play(),
): Promise<void> {
  const told = await openShop(stage);
  for (const act of acts) {
    await around(act, async () => {
      await act.play(told);
      await stage.settle();
    });
  }
}

async function openShop(stage: Stage): Promise<Told> {
  const { github } = stage;
  for (const login of ['ada', 'carol', 'eve']) github.createUser(login);
  github.createOrganization('acme', { owners: ['carol'] });
  github.createTeam('acme', 'architecture-team', ['carol']);
  for (const name of ['chat', 'search']) {
    await github.createRepository({
      owner: 'acme',
      name,
      files: { 'README.md': `# ${name}\n`, 'src/hello.py': plain('hello') },
      collaborators: { ada: 'write' },
    });
  }
  github.installApp({ account: 'acme' });
  await stage.settle();
  return {
    stage,
    chat: teamOf(stage, 'chat'),
    search: teamOf(stage, 'search'),
    pulls: new Map(),
    reasons: new Map(),
  };
}

function teamOf(stage: Stage, repo: string): Team {
  const at = { owner: 'acme', repo };
  return {
    ada: new Teammate(stage, 'ada', at),
    carol: new Teammate(stage, 'carol', at),
    eve: new Teammate(stage, 'eve', at),
  };
}
