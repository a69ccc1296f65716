// How many calls to GitHub a PR event takes: `npm run bench:calls`, see README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Teammate } from '../test/support/teamwork.ts';
import { startWorld, type World } from '../test/support/world.ts';

const { values } = parseArgs({
  options: { sizes: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

/** Files that a PR changes. */
const SIZES = (values.sizes ?? (values.quick ? '1,100' : '1,100,3000')).split(',').map(Number);

/** What brings the contents of files: one by one, or many at once. */
const FILES = /\/(?:git\/blobs|tarball)\//;

const folder = mkdtempSync(join(tmpdir(), 'tollgate-calls-'));
const world = await startWorld(folder, 'silent');
try {
  world.github.createUser('ada');
  world.github.createOrganization('acme', { owners: ['ada'] });
  world.github.installApp({ account: 'acme' });
  await world.settle();
  const rows = [
    '| changed files | base | event | calls | of them files | reads | writes |',
    '|---:|---|---|---:|---:|---|---|',
  ];
  for (const size of SIZES) {
    for (const known of [false, true]) rows.push(...(await measure(world, size, known)));
  }
  console.log(rows.join('\n'));
} finally {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A PR without LLM code, then a push of one more file, then one of a copy of it, then another title. */
async function measure({ github, settle }: World, size: number, known: boolean): Promise<string[]> {
  const name = `of-${size}-${known ? 'known' : 'unknown'}`;
  const repository = { owner: 'acme', repo: name };
  const ada = new Teammate({ github }, 'ada', repository);
  const held = github.webhooks;
  if (!known) held.hold();
  await github.createRepository({ owner: 'acme', name, files: sources('base', name, 50) });
  if (known) {
    await ada.commit('main', { 'README.md': '# Known\n' });
    await settle();
  }
  const base = known ? 'known' : 'unknown';
  const counted = async (event: string, play: () => Promise<unknown>) => {
    held.hold();
    await play();
    const from = github.requests.length;
    held.release();
    await settle();
    return row(
      size,
      base,
      event,
      github.requests.slice(from).filter(({ who }) => who !== 'user ada'),
    );
  };
  return [
    await counted('first push', () => ada.propose('change', 'fix: change', sources('new', name, size))),
    await counted('push of one new file', () =>
      ada.commit('change', { 'src/more.py': source(`more of ${name}`) }),
    ),
    await counted('push of a known blob', () =>
      ada.commit('change', { 'src/again.py': source(`more of ${name}`) }),
    ),
    await counted('title edited', () => ada.retitle(1, 'fix: changed')),
  ];
}

function row(size: number, base: string, event: string, requests: World['github']['requests']): string {
  const reads = requests.filter(({ method }) => method === 'GET');
  const writes = requests.filter(({ method }) => method !== 'GET');
  const files = reads.filter(({ operation }) => FILES.test(operation));
  return `| ${[size, base, event, requests.length, files.length, words(reads), words(writes)].join(' | ')} |`;
}

/** Operations by the last words of their paths, each with its number. */
function words(requests: World['github']['requests']): string {
  const kinds = Map.groupBy(requests, ({ operation }) =>
    operation.replace(/^(GET )?/, '').replace('/repos/{owner}/{repo}/', ''),
  );
  return [...kinds].map(([operation, all]) => `${all.length} \`${operation}\``).join(', ');
}

/** No repository has a blob of another. */
function sources(folder: string, repository: string, count: number): Record<string, string> {
  const files = Array.from({ length: count }, (_, index): [string, string] => [
    `src/${folder}/f${index}.py`,
    source(`${folder} ${index} of ${repository}`),
  ]);
  return Object.fromEntries(files);
}

function source(what: string): string {
  return `def tidy(text):\n    """${what}"""\n    return text.strip()\n`;
}
