import { nearestName } from '../../../policy/nearest.ts';
import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import type { NamesView, View } from '../view.ts';
import { namesOf } from '../view.ts';

/** One thing that is looked at in a configuration. */
export type Check = (view: View) => ConfigFault[];

/** Names that are listed, where one of them is to be chosen. */
const LISTED = 8;

/** Which name was meant, or which there are. */
export function nameToUse(names: NamesView, name: string): string {
  const known = namesOf(names);
  if (names.hints.left-- <= 0) return 'Declare it in `model_list`, or name one that is there.';
  const meant = nearestName(name, known);
  if (meant !== null && meant !== name) return `Did you mean ${quoted(meant)}?`;
  if (known.length === 0) return 'Declare it in `model_list`.';
  const listed = known.slice(0, LISTED).map(quoted).join(', ');
  return `Declare it in \`model_list\`, or name one that is there: ${listed}${known.length > LISTED ? ' …' : ''}.`;
}
