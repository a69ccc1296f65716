import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { type Files, requireCheck, Teammate } from '../support/teamwork.ts';
import { startWorld, type World } from '../support/world.ts';

/** One repository of acme with the people around it: `ada` writes, `carol` is the contact, `eve` is a stranger. */
export interface Setting {
  world: World;
  ada: Teammate;
  carol: Teammate;
  eve: Teammate;
}

const OWNER = 'acme';

/** One world for a test file, on PostgreSQL, in which each test has a repository of its own. */
export function useWorld(): { newRepository: (files?: Files) => Promise<Setting>; world: () => World } {
  let world: World;
  let count = 0;
  const deleteAfterTest = useDeletion(() => world);

  beforeAll(async () => {
    world = await startWorld(await newPostgresDatabase());
    const { github } = world;
    for (const login of ['ada', 'carol', 'eve']) github.createUser(login);
    github.createOrganization(OWNER, { owners: ['carol'] });
    github.createTeam(OWNER, 'architecture-team', ['carol']);
    github.installApp({ account: OWNER });
    await world.settle();
  });

  afterAll(async () => {
    await world.close();
    world.github.assertClean();
  });

  return {
    world: () => world,
    newRepository: async (files = {}) => {
      count += 1;
      const repository = { owner: OWNER, repo: `chat-${count}` };
      const written = Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [[path, text]]));
      await world.github.createRepository({
        owner: OWNER,
        name: repository.repo,
        files: { 'README.md': '# chat\n', ...Object.fromEntries(written) },
        collaborators: { ada: 'write' },
      });
      const [ada, carol, eve] = [
        new Teammate(world, 'ada', repository),
        new Teammate(world, 'carol', repository),
        new Teammate(world, 'eve', repository),
      ];
      await requireCheck(world, carol);
      deleteAfterTest(carol);
      return { world, ada, carol, eve };
    },
  };
}

/**
 * Deletes what a test made when it is over: upkeep and sweeps look at every repository, and each test would take the longer
 * the more were before it. What is made for several tests, before the first of them, stays.
 * @returns what takes a repository, as its owner sees it
 */
export function useDeletion(world: () => World): (owner: Teammate) => void {
  let ofThisTest: Teammate[] = [];

  beforeEach(() => {
    ofThisTest = [];
  });

  afterEach(async () => {
    if (ofThisTest.length === 0) return;
    await world().settle();
    const { repositories } = world().github.state();
    // A test may have deleted or renamed its own.
    const left = ofThisTest.filter(({ repository: { owner, repo } }) => repositories[`${owner}/${repo}`]);
    for (const { octokit, repository } of left) await octokit.rest.repos.delete({ ...repository });
  });

  return (owner) => void ofThisTest.push(owner);
}

/** A Python function that goes around the gateway. */
export function bypass(name = 'summarise', indentation = '    '): string {
  return [
    `async def ${name}(client, text):`,
    `${indentation}return await client.post("https://api.openai.com/v1/chat/completions", json={"input": text})`,
    '',
  ].join('\n');
}

/** The same with the debt comment of the rule book; each line can be replaced, or left out with `null`. */
export function documentedBypass(
  issue: number,
  changes: Partial<
    Record<'header' | 'issue' | 'removeAfter' | 'contact' | 'timeBox' | 'marker', string | null>
  > = {},
  name = 'summarise',
): string {
  const lines = {
    header: '# TODO: TECH DEBT - Direct LLM call bypassing gateway',
    issue: `# Issue: #${issue} - LiteLLM doesn't support feature X`,
    removeAfter: '# Remove after: LiteLLM v2.0 adds feature X',
    contact: '# Contact: @architecture-team before changing',
    timeBox: null,
    marker: '# TEMPORARY - DO NOT COPY',
    ...changes,
  };
  const comment = [lines.header, lines.issue, lines.removeAfter, lines.contact, lines.timeBox];
  const call = 'return await client.post("https://api.openai.com/v1/chat/completions", json={"input": text})';
  return [
    `async def ${name}(client, text):`,
    ...comment.flatMap((line) => (line === null ? [] : [`    ${line}`])),
    `    ${call}${lines.marker === null ? '' : `  ${lines.marker}`}`,
    '',
  ].join('\n');
}
