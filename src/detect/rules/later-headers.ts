import type { FileFacts, Value } from '../facts.ts';
import type { LinkedFile } from '../link/model.ts';

const KNOWN = new WeakMap<FileFacts, boolean>();

/** Whether a file sets headers outside of the calls that make a client or send a request: on which, is not followed. */
export function setsHeadersLater({ facts }: LinkedFile): boolean {
  const known = KNOWN.get(facts);
  if (known !== undefined) return known;
  const found = assignsHeaders(facts) || callsForHeaders(facts);
  KNOWN.set(facts, found);
  return found;
}

/** `session.headers["Authorization"] = …`, `api.defaults.headers.common.Authorization = …`, `session.auth = …` */
function assignsHeaders({ assignments = [] }: FileFacts): boolean {
  return assignments.some(({ target }) =>
    namesIn(target).some((name) => /^(?:headers|auth|defaults)$/.test(name)),
  );
}

/** `session.headers.update(…)`, `request.add_header(…)`, `api.interceptors.request.use(…)` */
function callsForHeaders({ calls }: FileFacts): boolean {
  return calls.some(({ callee }) => {
    const names = namesIn(callee);
    const [last = '', before = ''] = names.toReversed();
    if (/^(?:add_header|add_unredirected_header|setHeader|setRequestHeader|set_header)$/.test(last))
      return true;
    if (/^(?:update|set|append|setdefault|__setitem__)$/.test(last) && /^headers$/.test(before)) return true;
    return names.includes('interceptors');
  });
}

/** The names of a chain of members, outermost object first. */
function namesIn(value: Value): string[] {
  if (value.kind === 'member') return [...namesIn(value.object), value.property];
  return value.kind === 'index' ? namesIn(value.object) : [];
}
