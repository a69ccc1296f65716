import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { baselineOf } from '../../src/gate/baseline.ts';
import { listBaseline } from '../../src/gate/baseline-list.ts';
import { readBaselineRecord, sealedBaseline } from '../../src/gate/baseline-record.ts';
import {
  answerMarker,
  type CommandRecord,
  readCommandRecord,
  sealedCommand,
} from '../../src/gate/command-record.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { finding, scan } from '../debt/builders.ts';

const key = new Uint8Array(randomBytes(32));
const takenAt = new Date('2025-11-17T12:00:00Z');

describe('what an answer keeps of a command', () => {
  const at = { repositoryId: 7, issueNumber: 12, commentId: 99 };
  const record: CommandRecord = {
    by: 'carol',
    at: takenAt,
    deeds: [
      { kind: 'classify', word: 'fix' },
      { kind: 'override', day: '2025-12-31', reason: 'the *night*' },
    ],
  };
  const body = `${answerMarker(99)}\nLet through.\n\n${sealedCommand(record, at, key)}`;

  it('is read back where it stands', () => {
    expect(readCommandRecord(body, at, key)).toEqual({ ...record, commentId: 99 });
    expect(readCommandRecord('Let through.', at, key)).toBeNull();
  });

  it('counts on no other PR, for no other comment, and not once edited', () => {
    expect(readCommandRecord(body, { ...at, issueNumber: 13 }, key)).toBeNull();
    expect(readCommandRecord(body, { ...at, repositoryId: 8 }, key)).toBeNull();
    expect(readCommandRecord(body.replace('answer:99', 'answer:98'), at, key)).toBeNull();
    expect(readCommandRecord(body.replace(/decided:../, 'decided:AA'), at, key)).toBeNull();
  });
});

describe('what the issue about a baseline keeps of it', () => {
  const found = Array.from({ length: 1000 }, () =>
    finding({
      path: `src/${randomBytes(60).toString('hex')}.py`,
      fingerprint: randomBytes(9).toString('hex'),
    }),
  );
  const list = listBaseline(baselineOf(scan({ findings: found }), defaultPolicy(), []), 1000);
  const record = { takenAt, sha: 'a'.repeat(40), list: { ...list, rows: list.rows.slice(0, 10) } };

  it('is read back in its own repository', () => {
    const body = `Some text.\r\n${sealedBaseline(record, 7, key)}`;
    expect(readBaselineRecord(body, 7, key)).toEqual(record);
    expect(readBaselineRecord(body, 8, key)).toBeNull();
  });

  it('leaves room for the text, with as many rows as fit and the right counts', () => {
    const block = sealedBaseline({ ...record, list }, 7, key);
    expect(block.length).toBeLessThanOrEqual(20_000);
    const read = readBaselineRecord(block, 7, key)?.list;
    expect([read?.mends, read?.bypasses]).toEqual([1000, 1000]);
    expect(read?.rows.length).toBeGreaterThan(50);
  });
});
