import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readRecord, signedRecord } from '../../src/debt/record.ts';
import { activeDebt } from './builders.ts';

const key = new Uint8Array(randomBytes(32));
const at = { repositoryId: 7, issueNumber: 457 };
const debt = { ...activeDebt(), trackingIssue: 457 };
const record = { debt, seenSha: 'a'.repeat(40), overrides: [] };
const block = signedRecord(record, at, key);

describe('the record of a debt', () => {
  it('gives back the debt as it was, from anywhere in the body', () => {
    const reading = readRecord(`Some text.\r\n${block}\r\nMore text.`, at, key);
    expect(reading).toEqual({ kind: 'record', record });
  });

  it('gives back where else it stands', () => {
    const elsewhere = [{ branch: 'release/1', sha: 'b'.repeat(40), places: debt.places }];
    const there = { ...record, debt: { ...debt, branch: 'release/2', elsewhere } };
    const reading = readRecord(signedRecord(there, at, key), at, key);
    expect(reading).toEqual({ kind: 'record', record: there });
  });

  it('gives back which PRs it lets through', () => {
    const override = { pullNumber: 12, by: 'carol', reason: 'it is *night*', at: debt.createdAt };
    const given = { ...record, overrides: [override] };
    expect(readRecord(signedRecord(given, at, key), at, key)).toEqual({ kind: 'record', record: given });
  });

  it('shows nothing to readers and holds no text of the debt', () => {
    expect(block).toMatch(/^<!-- [\w:.-]+ -->$/);
  });

  it('is none where there is none', () => {
    expect(readRecord('TECH DEBT', at, key)).toEqual({ kind: 'none' });
  });

  it.each([
    ['in another issue', block, { ...at, issueNumber: 458 }, key],
    ['in another repository', block, { ...at, repositoryId: 8 }, key],
    ['under another key', block, at, new Uint8Array(randomBytes(32))],
    [
      'with another character',
      block.replace(/record:(.)/, (_, first) => `record:${first === 'A' ? 'B' : 'A'}`),
      at,
      key,
    ],
    ['with a shorter signature', block.replace(/.{3} -->$/, ' -->'), at, key],
  ])('does not verify %s', (_, body, place, secret) => {
    expect(readRecord(body, place, secret)).toEqual({ kind: 'forged' });
  });

  it('keeps as many places as fit beside the text of the issue', () => {
    const [place] = debt.places;
    if (!place) throw new Error('A debt has a place.');
    const places = Array.from({ length: 20_000 }, (_, index) => ({
      ...place,
      path: `src/${randomBytes(20).toString('hex')}/${index}.py`,
    }));
    const large = signedRecord({ ...record, debt: { ...debt, places } }, at, key);
    expect(large.length).toBeLessThanOrEqual(30_000);
    const reading = readRecord(large, at, key);
    expect(reading.kind === 'record' && reading.record.debt.places.length).toBeGreaterThan(100);
  });
});
