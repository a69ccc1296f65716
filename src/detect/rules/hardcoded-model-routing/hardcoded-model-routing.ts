import type { Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { onePerStatement } from '../code/one-per-statement.ts';
import { outermost, structureOf } from '../code/structure.ts';
import { answerChains } from '../custom-retry/answer-chains.ts';
import { refillsOf } from '../custom-retry/refilled-answers.ts';
import { attemptsOf } from '../custom-retry/retry-blocks.ts';
import type { Hit } from '../rule.ts';
import { distinct, someOf } from '../services/model-names.ts';
import { routingBranches } from './branch-routing.ts';
import { routingConditionals } from './conditional-routing.ts';
import { areOwnWeights } from './own-weights.ts';
import { isExported, isSettingsPage, keepsChoice } from './settings-pages.ts';
import { soughtInTurn } from './sought-in-turn.ts';
import { routingTables } from './table-routing.ts';
import { vendorLoops } from './vendor-loops.ts';

/**
 * Rule book, "Hardcoded Model Logic": branches, conditional expressions and look-up tables that choose a vendor's
 * model or an endpoint. What chooses between names that the gateway's configuration declares is right.
 */
export function hardcodedModelRouting(resolver: Resolver, file: LinkedFile): Hit[] {
  const { statements } = file.facts;
  const isAsked = ({ names }: { names: string[] }) => !areOwnWeights(file, names) && !isOneVendor(names);
  const chosen = routingBranches(resolver, file).filter(isAsked);
  // `if (!text) text = await askAnother(…)` behind a `try` is a fallback, which another rule finds.
  const refilled =
    chosen.length === 0 ? [] : attemptsOf(file).flatMap((one) => refillsOf(resolver, file, one));
  // So is what is asked where an answer says that nothing came: `if text.startswith("Error"): text = ask_another()`.
  const next = chosen.length === 0 ? [] : answerChains(resolver, file).map(({ place }) => place.statement);
  const branches = chosen.flatMap(({ statement, names }) => {
    const range = statements[statement]?.range;
    if (!range || next.includes(statement) || refilled.some((branch) => branch.statement === statement))
      return [];
    return [hitAt(file, range, 'branches choose', names)];
  });
  const tables = onePerStatement(file.facts, routingTables(resolver, file).filter(isAsked), (all, range) => ({
    range,
    names: distinct(all.flatMap(({ names }) => names)),
  })).map(({ range, names }) => hitAt(file, range, 'a table chooses', names));
  const conditionals = [...routingConditionals(resolver, file), ...soughtInTurn(resolver, file)]
    .filter(isAsked)
    .map(({ range, names }) => hitAt(file, range, 'a condition chooses', names));
  const loops = vendorLoops(resolver, file).map(({ range, names }) =>
    hitAt(file, range, 'a loop chooses', names),
  );
  const found = outermost([...branches, ...tables, ...conditionals, ...loops]);
  if (found.length === 0 || !isSettingsPage(resolver, file)) return found;
  return found.filter(({ place }) => isExported(file, place.range) || keepsChoice(file, place.range));
}

/** Google's translation service is called Google, and so is Gemini. */
function isOneVendor([first, second, ...others]: string[]): boolean {
  return first === 'Google' && second === 'Google Gemini' && others.length === 0;
}

function hitAt(file: LinkedFile, range: Range, how: string, names: string[]): Hit {
  return {
    place: structureOf(file.facts).placeAt(range),
    what: `${how} between ${someOf(names)}`,
    message: `Here ${how} between ${someOf(names)}. Send the gateway one of its own aliases, and let its configuration say which model that is.`,
    service: null,
  };
}
