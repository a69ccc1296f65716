import type { FileFacts, Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { recent } from '../code/remembered.ts';
import { KEY_HEADER } from './key-header.ts';

/** Whether a file sets headers outside of the calls that make a client or send a request: on which, is not followed. */
export function setsHeadersLater({ facts }: LinkedFile): boolean {
  return setsLater(facts);
}

const setsLater = recent((facts: FileFacts) => assignsHeaders(facts) || callsForHeaders(facts));

/** `session.headers["Authorization"] = …`, `api.defaults.headers.common.Authorization = …`, `session.auth = …` */
function assignsHeaders({ assignments = [] }: FileFacts): boolean {
  return assignments.some(({ target }) => {
    const names = namesIn(target);
    if (!names.some((name) => /^(?:headers|auth|defaults)$/.test(name))) return false;
    return mayNameKey(target.kind === 'index' ? target.key : { kind: 'text', text: names.at(-1) ?? '' });
  });
}

/** `session.headers.update(…)`, `request.add_header(…)`, `api.interceptors.request.use(…)` */
function callsForHeaders({ calls }: FileFacts): boolean {
  return calls.some(({ callee, positional }) => {
    const names = namesIn(callee);
    const [last = '', before = ''] = names.toReversed();
    if (SETTERS.test(last) || (/^(?:set|append|setdefault|__setitem__)$/.test(last) && before === 'headers'))
      return mayNameKey(positional[0]);
    // `superagent.post(url).set('Authorization', key)`
    if (last === 'set' && isKeyHeader(positional[0])) return true;
    if (last === 'update' && before === 'headers') return mayHoldKey(positional[0]);
    return names.includes('interceptors');
  });
}

const SETTERS = /^(?:add_header|add_unredirected_header|setHeader|setRequestHeader|set_header)$/;

function isKeyHeader(name: Value | undefined): boolean {
  return name?.kind === 'text' && KEY_HEADER.test(name.text);
}

/** Whether a header's name may be that of the key; a server's own reply has others: `response.headers["X-Id"] = …`. */
function mayNameKey(name: Value | undefined): boolean {
  if (name?.kind !== 'text') return true;
  return isKeyHeader(name) || /^(?:headers|auth|defaults|common)$/.test(name.text);
}

function mayHoldKey(headers: Value | undefined): boolean {
  if (headers?.kind !== 'object' || headers.spreads.length > 0) return true;
  return headers.entries.some(({ key }) => mayNameKey(key));
}

/** The names of a chain of members, outermost object first. */
function namesIn(value: Value): string[] {
  if (value.kind === 'member') return [...namesIn(value.object), value.property];
  return value.kind === 'index' ? namesIn(value.object) : [];
}
