import type { Finding } from '../../detect/finding.ts';
import type { Policy } from '../../policy/policy.ts';
import { onGateway } from './gateway-address.ts';
import { type Edit, type SourceLines, textOf } from './source.ts';

/** A string that is an address and nothing else. */
const ADDRESS = /(["'`])(https?:\/\/[\w.:/-]+)\1/g;

/**
 * The gateway's address in the place of each address of the service that the finding names, where it is written out in
 * the call. `null` where there is none, or one that the gateway has no counterpart for.
 */
export function addressEdits(finding: Finding, lines: SourceLines, policy: Policy): Edit[] | null {
  const text = textOf(lines, finding.range);
  if (text === null) return null;
  const edits: Edit[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    const [, , address = ''] = match;
    if (!isNamed(address, finding)) continue;
    const fresh = onGateway(address, policy);
    if (fresh === null) return null;
    edits.push({ range: placeIn(finding, text, match.index + 1, address.length), text: fresh });
  }
  return edits.length > 0 ? edits : null;
}

/** Another address in the same call is somebody else's. */
function isNamed(address: string, { what }: Finding): boolean {
  const host = URL.canParse(address) ? new URL(address).host : '';
  return host !== '' && what.includes(host);
}

/** @param offset within the text of the finding's range */
function placeIn({ range }: Finding, text: string, offset: number, length: number): Edit['range'] {
  const before = text.slice(0, offset).split('\n');
  const line = range.startLine + before.length - 1;
  const column = (before.at(-1)?.length ?? 0) + (before.length === 1 ? range.startColumn : 1);
  return { startLine: line, startColumn: column, endLine: line, endColumn: column + length };
}
