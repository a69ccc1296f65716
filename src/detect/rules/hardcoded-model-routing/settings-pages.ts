import type { CallFact, FileFacts, Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { llmCall } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import {
  compareStarts,
  isParameter,
  isWithin,
  lastStart,
  nameAround,
  structureOf,
} from '../code/structure.ts';
import { asksVendor } from './asked-vendors.ts';
import { chosenService } from './chosen-service.ts';
import { listsModels, triesKeys } from './menus.ts';
import { isInList } from './vendor-branches.ts';
import { asksUnknown } from './vendor-dispatch.ts';

/**
 * Whether a file is the page where a person sets what is asked, and asks nobody itself but to try a key: what it has for
 * each vendor stands in a box until somebody writes something else.
 */
export function isSettingsPage(resolver: Resolver, file: LinkedFile): boolean {
  const { path, facts } = file;
  if (!OF_SETTINGS.test(path.split('/').slice(-MOST_FOLDERS).join('/'))) return false;
  if (!COMPONENT.test(path) && !facts.calls.some(buildsPage)) return false;
  return !facts.calls.some((call) => asks(resolver, file, call));
}

/** `app/settings/ai/providers/+page.svelte` */
const MOST_FOLDERS = 4;

/** `settings/…`, `options.js`, `ProviderSettings.tsx`, `EndpointSettingsPanel.ts`, `LLMFormModal.tsx`, `ProjectConfig.vue` */
const OF_SETTINGS =
  /(?:^|\/)(?:settings|preferences|options|onboarding)\/|(?:settings?|preferences|options|onboarding)(?:[-_]?[a-z]{1,12}){0,2}\.[a-z]{2,6}$|(?:provider|model|llm|api[-_]?key|config)s?[-_]?(?:form|dialog|modal|editor|card|section|tab|panel|page)(?:[-_]?[a-z]{1,12})?\.[a-z]{2,6}$|(?:(?:init|welcome|setup)[-_]?(?:screen|page|wizard|dialog|modal)|config(?:uration)?)\.(?:[jt]sx|vue|svelte)$/i;

const COMPONENT = /\.(?:[jt]sx|vue|svelte)$/;

/** Of a page that no component is: `document.querySelector(…)`, `new Setting(box).addDropdown(…)`. */
function buildsPage({ callee }: CallFact): boolean {
  return BUILDS.test(calledName(callee));
}

const BUILDS = /^(?:getElementById|querySelector(?:All)?|createEl(?:ement)?|add(?:Text|Dropdown|Toggle))$/;

function asks(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const mayAsk =
    asksVendor(resolver, file, call) ||
    llmCall(resolver, file, call) !== null ||
    asksUnknown(resolver, file, call.callee) ||
    (call.construct && chosenService(resolver, file, call)?.isForeign === true);
  if (!mayAsk) return false;
  const place = nameAround(file.facts, call.range);
  return !triesKeys(place) && !listsModels(place) && !isInList(file, call.range);
}

/** Whether what stands at a place is given to other files, which may ask by it: `export const DEFAULTS = { … }`. */
export function isExported({ path, facts }: LinkedFile, range: Range): boolean {
  const { names, statements } = exportedOf(facts);
  const place = statements[lastStart(statements, range)];
  if (place && isWithin(range, place.range)) return true;
  // What a component's file exports is the component.
  const around = COMPONENT.test(path) ? undefined : structureOf(facts).functionAround(range);
  return around !== undefined && names.has(around.name);
}

/**
 * Whether branches write a model or an address into what is kept: `settings.model = 'gpt-4o'`. What a person has taken is the
 * vendor alone, and the program goes on with the rest.
 */
export function keepsChoice({ facts }: LinkedFile, range: Range): boolean {
  return (facts.assignments ?? []).some(
    ({ target, value, range: place }) =>
      target.kind === 'member' &&
      KEPT.test(target.property) &&
      // `.onChange(async (value) => { settings.openaiModel = value; })`: what a person has written.
      !isParameter(facts, value) &&
      isWithin(place, range),
  );
}

const KEPT = /(?:model|url|endpoint|host)(?:_?(?:name|id))?$/i;

/** What a file exports, and the statements that give something to such a name, in source order. */
const exportedOf = recent((facts: FileFacts) => {
  const names: ReadonlySet<string> = new Set(facts.exports.map(({ name }) => name));
  const statements = (facts.givings ?? []).flatMap(({ to, of, statement }) => {
    const name = to === 'name' ? facts.bindings[of]?.name : undefined;
    const range = name !== undefined && names.has(name) ? facts.statements[statement]?.range : undefined;
    return range ? [{ range }] : [];
  });
  return { names, statements: statements.toSorted((a, b) => compareStarts(a.range, b.range)) };
});
