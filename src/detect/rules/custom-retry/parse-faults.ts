import type { BlockFact, CallFact } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { isWithin, structureOf } from '../code/structure.ts';
import { attemptsWithin } from './retry-blocks.ts';

const PARSES =
  /(?:^|\.|_)(?:loads|literal_eval|json)$|pars(?:e|ing)|validate|extract_?json|to_?json|json_?load/i;

/** Whether an answer is taken apart in a region. */
export function parsesIn(file: LinkedFile, calls: CallFact[]): boolean {
  return calls.some(({ callee }) => {
    const name = dottedName(file, callee);
    return PARSES.test(name) && !SENDS.test(name) && !TELLS.test(name);
  });
}

/** `post_json` sends, and `response.json()` is how an answer comes: what it says is taken apart later, if at all. */
const SENDS = /(?:post|send|request|fetch|put)[._]?json$|(?:^|\.)(?:\w*resp(?:onse)?|res|r)\.json$/i;

/** `tracker.parsing("…")` says how far things are. */
const TELLS = /(?:track(?:er)?|progress|log(?:ger)?|status|spinner)\.\w+$/i;

/** Whether an answer is taken apart in a `try`, and what is wrong with its form is not caught before it reaches the handlers. */
export function parsesOpenly(file: LinkedFile, { range }: BlockFact): boolean {
  const { blocksAround, callsIn } = structureOf(file.facts);
  const caught = attemptsWithin(file, range).filter(
    ({ body, handlers }) => body.range !== range && handlers.every(({ exit }) => exit !== 'raise'),
  );
  return callsIn(range).some((call) => {
    if (!parsesIn(file, [call])) return false;
    const around = blocksAround(call.range);
    return !caught.some(({ body }) => around.includes(body) && isWithin(body.range, range));
  });
}
