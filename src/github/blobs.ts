import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { GitHub, RepositoryName } from './client.ts';
import type { TreeFile } from './trees.ts';

/** From this many unknown blobs on, one tarball is cheaper than a request each. */
const TARBALL_FROM = 40;

/** Requests for blobs under way at once; GitHub asks for few concurrent requests. */
const CONCURRENCY = 6;

/**
 * The bytes of files of one commit, as they are wanted: one by one, or from the commit's tarball where
 * there are many. `git archive` obeys `export-ignore` and `export-subst`, so that a tarball can lack or
 * change the very file that bypasses: every entry is hashed, and what does not match its SHA is fetched.
 * @param onBlob is awaited; called once for every file, in no particular order
 */
export async function readBlobs<File extends TreeFile>(
  github: GitHub,
  name: RepositoryName,
  commitSha: string,
  files: File[],
  onBlob: (file: File, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const wanted = new Map(files.map((file) => [file.path, file]));
  if (wanted.size >= TARBALL_FROM) {
    await readTarball(github, name, commitSha, async (path, bytes) => {
      const file = wanted.get(path);
      if (!file || blobSha(bytes) !== file.sha) return;
      wanted.delete(path);
      await onBlob(file, bytes);
    });
  }
  await readEach([...wanted.values()], (file) => readBlob(github, name, file.sha), onBlob);
}

async function readEach<File extends TreeFile>(
  files: File[],
  read: (file: File) => Promise<Uint8Array>,
  onBlob: (file: File, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const queue = files.values();
  const work = async () => {
    for (const file of queue) await onBlob(file, await read(file));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

async function readBlob(github: GitHub, name: RepositoryName, sha: string): Promise<Uint8Array> {
  const { data } = await github.rest.git.getBlob({ ...name, file_sha: sha });
  return Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8');
}

/** Git's name for these bytes. */
function blobSha(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

async function readTarball(
  github: GitHub,
  name: RepositoryName,
  commitSha: string,
  onFile: (path: string, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const response = await github.rest.repos.downloadTarballArchive({
    ...name,
    ref: commitSha,
    request: { parseSuccessResponseBody: false },
  });
  const body: unknown = response.data;
  if (!(body instanceof ReadableStream)) throw new Error('GitHub answered a tarball without a body.');
  const tar = extract();
  const unpacked = Readable.fromWeb(body).pipe(createGunzip());
  unpacked.on('error', (error) => tar.destroy(error));
  unpacked.pipe(tar);
  for await (const entry of tar) {
    if (entry.header.type !== 'file') {
      entry.resume();
      continue;
    }
    // GitHub puts everything below one folder named after the repository and the commit.
    const path = entry.header.name.slice(entry.header.name.indexOf('/') + 1);
    await onFile(path, await gather(entry));
  }
}

async function gather(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}
