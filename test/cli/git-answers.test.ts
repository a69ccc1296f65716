import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readBlobBatch, readTreeListing } from '../../src/cli/git-answers.ts';

const SHA = 'a'.repeat(40);

it('lists the regular files of a tree, and neither links nor submodules', () => {
  const listing = [
    `100644 blob ${SHA}       7\tsrc/a.py`,
    `100755 blob ${SHA}     123\twith\ttab and\nline.py`,
    `120000 blob ${SHA}       9\tlink.py`,
    `160000 commit ${SHA}       -\tsubmodule`,
    '',
  ].join('\0');
  expect(readTreeListing(listing)).toEqual([
    { path: 'src/a.py', sha: SHA, size: 7 },
    { path: 'with\ttab and\nline.py', sha: SHA, size: 123 },
  ]);
});

it('reads every blob of a batch by its bytes, whatever they are, and passes over what is missing', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.uint8Array({ maxLength: 40 }))), (contents) => {
      const named = contents.map((bytes, index) => ({ sha: index.toString(16).padStart(40, '0'), bytes }));
      const answer = named.flatMap(({ sha, bytes }) =>
        bytes === null
          ? [Buffer.from(`${sha} missing\n`)]
          : [Buffer.from(`${sha} blob ${bytes.length}\n`), bytes, Buffer.from('\n')],
      );
      const blobs = readBlobBatch(Buffer.concat(answer));
      for (const { sha, bytes } of named) {
        expect(blobs.get(sha) ?? null).toEqual(bytes === null ? null : Buffer.from(bytes));
      }
    }),
  );
});
