import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Acme,
  commitFiles,
  createShop,
  fsckAll,
  gitOutput,
  openPull,
  startAcme,
  statusOf,
  tipOf,
} from './fixture.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme();
});
afterEach(() => acme.github.assertClean());
afterAll(async () => {
  fsckAll(acme.github);
  await acme.github.close();
});

const git = (repo: string, ...args: string[]) => gitOutput(acme.github, `acme/${repo}`, ...args);

describe('branches and files', () => {
  test('only a forced push may leave history behind', async () => {
    const at = await createShop(acme, 'forced');
    const start = await tipOf(acme.bob, at, 'main');
    await commitFiles(acme.bob, at, 'feature', { 'a.py': '1\n' });
    const back = { ...at, ref: 'heads/feature', sha: start };
    expect(await statusOf(acme.bob.git.updateRef(back))).toBe(422);
    await acme.bob.git.updateRef({ ...back, force: true });
    expect(await tipOf(acme.bob, at, 'feature')).toBe(start);
  });

  test('the files of a pull request show renames, hunks and counts', async () => {
    const at = await createShop(acme, 'renamed');
    const pull = await openPull(acme.bob, at, 'feature', {
      'src/cart.py': null,
      'src/basket.py': 'one = 1\ntwo = 2\nthree = 3\nfour = 4\n',
      'café/ü.txt': 'x\n',
    });
    const { data: files } = await acme.app.pulls.listFiles({ ...at, pull_number: pull.number });
    expect(
      files.map(({ filename, status, additions, deletions, previous_filename }) => ({
        filename,
        status,
        additions,
        deletions,
        previous_filename,
      })),
    ).toEqual([
      { filename: 'café/ü.txt', status: 'added', additions: 1, deletions: 0, previous_filename: undefined },
      {
        filename: 'src/basket.py',
        status: 'renamed',
        additions: 1,
        deletions: 0,
        previous_filename: 'src/cart.py',
      },
    ]);
    expect(files[1]?.patch).toMatch(/^@@ -1,3 \+1,4 @@[\s\S]*\+four = 4$/);
  });

  test('the contents API puts, replaces and deletes, and wants the blob that it replaces', async () => {
    const at = await createShop(acme, 'contents');
    const file = { ...at, path: 'docs/a b.md', branch: 'main' };
    const content = (words: string) => Buffer.from(words).toString('base64');
    const { data: put } = await acme.bob.repos.createOrUpdateFileContents({
      ...file,
      message: 'Add',
      content: content('one'),
    });
    expect(
      await statusOf(
        acme.bob.repos.createOrUpdateFileContents({ ...file, message: 'Again', content: content('two') }),
      ),
    ).toBe(422);
    const sha = put.content?.sha ?? '';
    const { data: again } = await acme.bob.repos.createOrUpdateFileContents({
      ...file,
      sha,
      message: 'Again',
      content: content('two'),
    });
    expect(git('contents', 'show', 'main:docs/a b.md')).toBe('two');
    expect(await statusOf(acme.bob.repos.deleteFile({ ...file, sha, message: 'Stale' }))).toBe(409);
    await acme.bob.repos.deleteFile({ ...file, sha: again.content?.sha ?? '', message: 'Away' });
    expect(await statusOf(acme.bob.repos.getContent({ ...at, path: file.path }))).toBe(404);
  });

  test('contents come as an object, raw, and as a folder', async () => {
    const at = await createShop(acme, 'reading');
    const { data: file } = await acme.app.repos.getContent({ ...at, path: 'src/cart.py' });
    expect(Buffer.from('content' in file ? (file.content ?? '') : '', 'base64').toString()).toBe(
      'one = 1\ntwo = 2\nthree = 3\n',
    );
    const { data: raw } = await acme.app.repos.getContent({
      ...at,
      path: 'README.md',
      mediaType: { format: 'raw' },
    });
    expect(raw).toBe('# Shop\n');
    const { data: root } = await acme.app.repos.getContent({ ...at, path: '' });
    expect(Array.isArray(root) && root.map((entry) => `${entry.type} ${entry.path}`)).toEqual([
      'file README.md',
      'dir src',
    ]);
  });

  test('a recursive tree lists every entry with its real blob', async () => {
    const at = await createShop(acme, 'trees');
    const { data } = await acme.app.git.getTree({
      ...at,
      tree_sha: await tipOf(acme.app, at, 'main'),
      recursive: '1',
    });
    expect(data.tree.map((entry) => entry.path)).toEqual(['README.md', 'src', 'src/cart.py']);
    const blob = await acme.app.git.getBlob({ ...at, file_sha: data.tree[2]?.sha ?? '' });
    expect(Buffer.from(blob.data.content, 'base64').toString()).toContain('three = 3');
    expect(data.tree[2]?.size).toBe(blob.data.size);
  });

  test('a tarball comes from another origin and obeys export-ignore', async () => {
    const at = await createShop(acme, 'tarball', {
      '.gitattributes': 'hidden.py export-ignore\n',
      'hidden.py': 'x\n',
      'seen.py': 'y\n',
    });
    const sha = await tipOf(acme.app, at, 'main');
    const { data, url } = await acme.app.repos.downloadTarballArchive({ ...at, ref: sha });
    const tar = gunzipSync(Buffer.from(data as ArrayBuffer)).toString('latin1');
    expect(tar).toContain(`acme-tarball-${sha.slice(0, 7)}/seen.py`);
    expect(tar).not.toContain('/hidden.py');
    expect(new URL(url).origin).not.toBe(acme.github.url);
  });

  test('deleting a branch closes the pull requests from it', async () => {
    const at = await createShop(acme, 'deleted');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    await acme.bob.git.deleteRef({ ...at, ref: 'heads/feature' });
    const { data } = await acme.bob.pulls.get({ ...at, pull_number: pull.number });
    expect([data.state, data.merged]).toEqual(['closed', false]);
    expect(await statusOf(acme.bob.pulls.update({ ...at, pull_number: pull.number, state: 'open' }))).toBe(
      422,
    );
  });

  test('branch names cannot reach git as anything but names', async () => {
    const at = await createShop(acme, 'hostile');
    const sha = await tipOf(acme.bob, at, 'main');
    for (const ref of [
      'refs/heads/--upload-pack=x',
      'refs/heads/a b',
      'refs/heads/a..b',
      'refs/heads/x.lock',
      'HEAD',
    ]) {
      const made = acme.bob.git.createRef({ ...at, ref, sha });
      if (ref === 'refs/heads/--upload-pack=x') expect((await made).data.ref).toBe(ref);
      else expect(await statusOf(made)).toBe(422);
    }
    expect((await acme.bob.repos.getBranch({ ...at, branch: '--upload-pack=x' })).data.commit.sha).toBe(sha);
  });
});

describe('trees', () => {
  test('are edited as git would: files replace folders, empty folders go, names sort by bytes', async () => {
    const at = await createShop(acme, 'edited', { 'a/b/c.py': '1\n', 'a.py': '2\n', 'a-b': '3\n', x: '4\n' });
    await commitFiles(acme.bob, at, 'main', { 'a/b/c.py': null, 'a/d.py': '5\n', x: null, 'x/y': '6\n' });
    const listed = () => git('edited', 'ls-tree', '-r', '--name-only', 'main').split('\n');
    expect(listed()).toEqual(['a-b', 'a.py', 'a/d.py', 'x/y']);
    await commitFiles(acme.bob, at, 'main', { 'a/d.py': null, 'x/y': null, x: '7\n' });
    expect(listed()).toEqual(['a-b', 'a.py', 'x']);
  });

  test.each(['../out', '.git/config', 'a//b', '/a'])('do not take the path %s', async (path) => {
    const at = await createShop(acme, `paths-${path.length}-${path.charCodeAt(1)}`);
    const tree = [{ path, mode: '100644' as const, type: 'blob' as const, content: 'x' }];
    expect(await statusOf(acme.bob.git.createTree({ ...at, tree }))).toBe(422);
  });

  test('and branches: one cannot be a folder of another, until that is gone', async () => {
    const at = await createShop(acme, 'folders');
    const sha = await tipOf(acme.bob, at, 'main');
    const create = (name: string) => acme.bob.git.createRef({ ...at, ref: `refs/heads/${name}`, sha });
    await create('a/b/c');
    expect(await statusOf(create('a/b'))).toBe(422);
    expect(await statusOf(create('a/b/c/d'))).toBe(422);
    await acme.bob.git.deleteRef({ ...at, ref: 'heads/a/b/c' });
    expect((await create('a')).status).toBe(201);
  });
});

describe('forks', () => {
  test('a fork shares its commits with its parent, and its pull request follows its pushes', async () => {
    const at = await createShop(acme, 'forked');
    await acme.eve.repos.createFork({ ...at });
    const fork = { owner: 'eve', repo: 'forked' };
    await commitFiles(acme.eve, fork, 'feature', { 'src/eve.py': 'eve = 1\n' });
    const { data: pull } = await acme.eve.pulls.create({
      ...at,
      title: 'feat: eve',
      head: 'eve:feature',
      base: 'main',
    });
    expect([pull.head.repo?.full_name, pull.base.repo.full_name]).toEqual(['eve/forked', 'acme/forked']);
    const sha = await commitFiles(acme.eve, fork, 'feature', { 'src/more.py': 'more = 1\n' });
    const { data: moved } = await acme.app.pulls.get({ ...at, pull_number: pull.number });
    expect(moved.head.sha).toBe(sha);
    const { data: compared } = await acme.app.repos.compareCommitsWithBasehead({
      ...at,
      basehead: `${pull.base.sha}...${sha}`,
    });
    expect(compared.files?.map((file) => file.filename)).toEqual(['src/eve.py', 'src/more.py']);
    expect((await acme.app.git.getTree({ ...at, tree_sha: sha })).data.tree).toHaveLength(2);
    expect(git('forked', 'rev-parse', `refs/pull/${pull.number}/head`)).toBe(sha);
    await acme.bob.pulls.merge({ ...at, pull_number: pull.number });
    expect(git('forked', 'ls-tree', '-r', '--name-only', 'main')).toContain('src/more.py');
  });
});

test('a comparison counts both sides and names the merge base', async () => {
  const at = await createShop(acme, 'compared');
  const start = await tipOf(acme.app, at, 'main');
  await commitFiles(acme.bob, at, 'feature', { 'a.py': '1\n' });
  await commitFiles(acme.ada, at, 'main', { 'b.py': '2\n' });
  const { data } = await acme.app.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...feature' });
  expect([data.status, data.ahead_by, data.behind_by, data.merge_base_commit.sha]).toEqual([
    'diverged',
    1,
    1,
    start,
  ]);
  expect(data.files?.map((file) => file.filename)).toEqual(['a.py']);
});
