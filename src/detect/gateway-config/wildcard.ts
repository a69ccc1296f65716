/**
 * Whether a name is one that a `model_name` with `*` stands for; each `*` stands for any text, also for none
 * (`PatternMatchRouter` in `litellm/router_utils/pattern_match_deployments.py`). No regular expression: of `*a*a*a…` one
 * tries every way to cut a name, for longer than anybody waits.
 */
export function matchesWildcard(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
