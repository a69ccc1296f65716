import type { CallFact, FileFacts, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { llmCall } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import {
  callBehind,
  compareStarts,
  givenTo,
  givenValues,
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
  if (!isComponent(file) && !facts.calls.some(buildsPage)) return false;
  return !facts.calls.some((call) => asks(resolver, file, call));
}

/** `app/settings/ai/providers/+page.svelte` */
const MOST_FOLDERS = 4;

/** `settings/…`, `options.js`, `ProviderSettings.tsx`, `EndpointSettingsPanel.ts`, `LLMFormModal.tsx`, `ProjectConfig.vue` */
const OF_SETTINGS =
  /(?:^|\/)(?:settings|preferences|options|onboarding)\/|(?:settings?|preferences|options|onboarding)(?:[-_]?[a-z]{1,12}){0,2}\.[a-z]{2,6}$|(?:provider|model|llm|api[-_]?key|config)s?[-_]?(?:form|dialog|modal|editor|card|section|tab|panel|page)(?:[-_]?[a-z]{1,12})?\.[a-z]{2,6}$|(?:(?:init|welcome|setup)[-_]?(?:screen|page|wizard|dialog|modal)|config(?:uration)?)\.(?:[jt]sx|vue|svelte)$/i;

function isComponent({ path, facts }: LinkedFile): boolean {
  return COMPONENT.test(path) || (path.endsWith('.py') && hasBoxes(facts));
}

const COMPONENT = /\.(?:[jt]sx|vue|svelte)$/;

/** Whether a Python file is a page of Streamlit's or Gradio's, or a window, where a person writes and takes things. */
const hasBoxes = recent(
  ({ calls }: FileFacts): boolean =>
    calls.filter(({ callee }) => BOXES.test(calledName(callee))).length >= FEWEST_BOXES,
);

const BOXES =
  /^(?:text_input|text_area|selectbox|radio|Textbox|Dropdown|Radio|QLineEdit|QComboBox|CTkEntry|CTkOptionMenu|CTkComboBox|Combobox)$/;

/** A program's own page may have a box or two, whatever else it does. */
const FEWEST_BOXES = 3;

/** Of a page that no component is: `document.querySelector(…)`, `new Setting(box).addDropdown(…)`. */
function buildsPage({ callee }: CallFact): boolean {
  return BUILDS.test(calledName(callee));
}

const BUILDS = /^(?:getElementById|querySelector(?:All)?|createEl(?:ement)?|add(?:Text|Dropdown|Toggle))$/;

function asks(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  // What a function of the page does is looked at where that stands.
  if (call.callee.kind === 'function') return false;
  const mayAsk =
    asksVendor(resolver, file, call) ||
    llmCall(resolver, file, call) !== null ||
    asksUnknown(resolver, file, call.callee) ||
    (call.construct && chosenService(resolver, file, call)?.isForeign === true);
  if (!mayAsk || givenTo(call).some(isTrial)) return false;
  const place = nameAround(file.facts, call.range);
  return !triesKeys(place) && !listsModels(place) && !isInList(file, call.range);
}

/** `[{"role": "user", "content": "Say OK"}]`: who asks nothing but what is written there tries whether somebody answers. */
function isTrial(value: Value): boolean {
  return (
    value.kind === 'list' &&
    value.items.length === 1 &&
    value.items.every(
      (item) =>
        item.kind === 'object' &&
        item.entries.length > 0 &&
        item.entries.every((entry) => entry.value.kind === 'text'),
    )
  );
}

/** Whether what stands at a place is given to other files, which may ask by it: `export const DEFAULTS = { … }`. */
export function isExported(file: LinkedFile, range: Range): boolean {
  const { path, facts } = file;
  // In Python every name may be imported, and of a page none is.
  if (path.endsWith('.py') && isComponent(file)) return false;
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
      !isOfBox(facts, value) &&
      isWithin(place, range),
  );
}

/** `st.session_state.get("model", "gpt-4o")`, in every branch: what stands in a box of the page. */
function isOfBox(facts: FileFacts, value: Value): boolean {
  const held = value.kind === 'binding' ? givenValues(facts, value) : [value];
  return held.length > 0 && held.every((one) => isBoxed(callBehind(facts, one)?.callee));
}

function isBoxed(callee: Value | undefined): boolean {
  const holder = callee?.kind === 'member' ? callee.object : null;
  return holder?.kind === 'member' && holder.property === 'session_state';
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
