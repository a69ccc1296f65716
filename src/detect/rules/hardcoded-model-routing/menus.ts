import { byText } from '../../catalog/by-text.ts';
import { wordsOf } from '../../catalog/call-names.ts';
import type { BlockFact, FileFacts, FunctionFact, HeaderWords, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { llmCall } from '../calls/llm-calls.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { assignedName } from '../code/kept-values.ts';
import { recent } from '../code/remembered.ts';
import { isSilent } from '../code/silent-calls.ts';
import { blocksIn, callBehind, givenTo, nameAround, structureOf } from '../code/structure.ts';
import { counts } from '../services/model-names.ts';

/** `function modelOptions(provider)`, `function list_models(provider)`, of which a person takes one. */
export function isMenu({ facts }: LinkedFile, { value, name, range }: KeptValue): boolean {
  if (value.kind !== 'list' || value.items.length < 2) return false;
  const place = nameAround(facts, range);
  return MENU.test(name) || LISTS.test(place) || (/^models$/i.test(name) && TELLS.test(place));
}

/** Whether the branches of a function of this name choose nobody, whatever is in them. */
export function choosesNone(name: string): boolean {
  // Python's `__getattr__` loads a module's own classes once somebody asks for them by their names.
  return (
    counts(name) || listsModels(name) || showsOrRenames(name) || triesKeys(name) || name === '__getattr__'
  );
}

/** Whether a function of this name says what there is: `list_models(provider)`, `get_available_providers()`. */
export function listsModels(name: string): boolean {
  return LISTS_ONLY.test(name);
}

/**
 * Whether a function of this name puts on a page what is set, `updateModelStatus()`, notes it, `getModelTag()`, or says which
 * model follows one that is gone, `normalizeDeprecatedModel(model)`.
 */
export const showsOrRenames = byText((name): boolean => {
  const words = wordsOf(name);
  return SHOWS_STATE.test(words) || RENAMES.test(words);
});

const SHOWS_STATE =
  /^(?:update|show|render|refresh|display|draw) (?:\w+ ){0,4}(?:status|label|badge|tooltip|indicator|header|status ?bar)(?: (?:bar|text|item))?$|^(?:get )?(?:model|llm|provider) (?:tag|label)$/;
const RENAMES =
  /\b(?:deprecated|legacy|retired|renamed|obsolete) (?:\w+ ){0,2}models?\b|^migrate\b.{0,30}\bmodels?\b/;

/** Whether a function of this name says what a model is called, `normalizeModelName(name)`, if it asks for no vendor. */
export const normalizesNames = byText((name): boolean => NORMALIZES.test(wordsOf(name)));

const NORMALIZES = /^(?:normali[sz]e|canonical(?:ize)?) (?:\w+ ){0,2}model (?:name|id)s?$/;

/** Whether a function of this name tries whether keys are good, or somebody answers: `getApiKeyValidity(provider)`. */
export const triesKeys = byText((name): boolean => {
  const words = wordsOf(name);
  return (
    (TRIES.test(words) && OF_KEYS.test(words)) || [PROBES, VERIFIES, DIAGNOSES].some((one) => one.test(words))
  );
});

/**
 * Whether branches give back only whether something went well, each for itself, as all of their function does:
 * `return {"ok": True, "message": "The key is valid"}`. What comes of a question is not told by that, if nothing else is
 * handed it: `store.keep(text)`.
 */
export function giveVerdicts(resolver: Resolver, file: LinkedFile, arms: readonly BlockFact[]): boolean {
  const { facts } = file;
  const [first] = arms;
  const around = first && structureOf(facts).functionAround(first.range);
  if (!around || !givingVerdicts(facts).has(around)) return false;
  return (
    arms.every((arm) => [arm, ...blocksIn(facts, arm.range)].some(({ exit }) => exit === 'return')) &&
    !arms.some((arm) => handsAnswerOn(resolver, file, arm))
  );
}

function handsAnswerOn(resolver: Resolver, file: LinkedFile, { range }: BlockFact): boolean {
  const { facts } = file;
  const isAnswer = (value: Value, steps: number): boolean => {
    if (value.kind === 'member' || value.kind === 'index') return isAnswer(value.object, steps);
    const call = callBehind(facts, value);
    // `answer.strip()`
    const isOfAnswer = call?.callee.kind === 'member' && isAnswer(call.callee.object, steps);
    if (call) return isOfAnswer || llmCall(resolver, file, call) !== null;
    if (value.kind !== 'binding' || steps === 0) return false;
    const values = facts.bindings[value.binding]?.values ?? [];
    return values.slice(0, MOST_GIVEN).some((one) => isAnswer(one, steps - 1));
  };
  return structureOf(facts)
    .callsIn(range)
    .some((call) => !isSilent(call, facts) && givenTo(call).some((value) => isAnswer(value, 2)));
}

/** No answer's name is given more. */
const MOST_GIVEN = 8;

const givingVerdicts = recent(
  ({ functions }: FileFacts): ReadonlySet<FunctionFact> =>
    new Set(
      functions.filter(
        ({ returns }) =>
          returns.length > 1 && returns.every((value) => value.kind === 'object' && isVerdict(value)),
      ),
    ),
);

function isVerdict({ entries }: Value & { kind: 'object' }): boolean {
  const said = entries.map(({ key, value }) => ({ key: key.kind === 'text' ? key.text : '', value }));
  const well = said.find(({ key }) => IS_WELL.test(key));
  if (!well) return false;
  const hasFailed = well.value.kind === 'boolean' && !well.value.boolean;
  // What comes back beside that may be an answer.
  return (
    hasFailed ||
    said.every(({ key, value }) =>
      SAID.has(value.kind) ? !/model/i.test(key) : IS_WELL.test(key) || TOLD.test(key),
    )
  );
}

const IS_WELL = /^(?:is_?)?(?:ok|success(?:ful)?|valid|connected|reachable|available|healthy)$/i;
/** What is told of a service besides. */
const TOLD = /^(?:error|provider|models?|count|latency(?:_?ms)?)$/i;
const SAID: ReadonlySet<Value['kind']> = new Set(['text', 'join', 'none', 'number', 'boolean']);

/** Whole words: `latest_keywords` tries none. */
const TRIES = /\b(?:(?:in)?valid\w*|verif\w*|checks?|checking|tests?|testing)\b/;
const OF_KEYS = /\b(?:(?:api)?keys?|credentials?|connections?|validations?)\b/;
/** `_probe_provider`, `check_provider_health`, `onboarding_test_provider` */
const PROBES =
  /^(?:(?!(?:get|make|create|build|new|use) )\w+ )?(?:probe|ping|check|test)\b.{0,24}\b(?:providers?|health|availab)/;

/** `verify_model(provider, model)`, `test_vision_model(model)`: whether it answers; `validate_config()`: whether all is set. */
const VERIFIES =
  /^(?:verif(?:y|ies)|validate|tests?|probe) (?:[a-z]+ )?models?$|^(?:validate|verify|check) (?:[a-z]+ ){0,2}(?:config(?:uration)?|settings|env(?:ironment)?)$/;

/** `runDiagnostics()`: whether everything that is needed is there. */
const DIAGNOSES = /^diagnose\b|\bdiagnostics?$/;

/** `get_models()` and `load_models()` may make them; `get_model_list(service)` says which there are. */
const LISTS_ONLY =
  /^_?(?:list|fetch|available|supported).*models$|model_?(?:list|choices|catalog|menu)$|^_?(?:get|list)_?(?:available|configured|supported)_?(?:(?:llm|ai)_?)?(?:providers|backends)$/i;

/**
 * `if (req.method === 'POST' && req.url === '/chat')`: at which of its paths a server is asked, or by which command, and what
 * it does there. What it chooses there stands inside.
 */
export function answersRequests(arms: readonly HeaderWords[]): boolean {
  const asked = arms.filter(({ texts = [] }) => texts.length > 0);
  return (
    asked.length > 0 && asked.every((arm) => isOfPath(arm) || arm.names?.some((name) => COMMANDED.test(name)))
  );
}

function isOfPath({ names = [], texts = [] }: HeaderWords): boolean {
  return (
    names.some((name) => REQUESTED.test(name)) && texts.every((text) => /^(?:\/.*|[A-Z]{3,7})$/.test(text))
  );
}

/** Of what a server is asked; `url.endsWith('/messages')` tells how a vendor is. */
const REQUESTED = /^(?:\w+\.)*(?:req|request)\.(?:url|path|path_?name)$|(?:^|\.)path_?name$/i;

/** `if (subcommand === 'set')`, `interaction.commandName === 'ask'`: which of its commands a person gives. */
const COMMANDED = /(?:^|\.)(?:sub_?command(?:_?name)?|commandName)$/i;

/**
 * `combo.addItems(models)`, `st.selectbox("Model", models)`, `st.text_input("Model", value=model)`: a list of which a
 * person takes one, and what stands in a box where a person writes.
 */
export function isShown(facts: FileFacts, binding: number, value: Value): boolean {
  return (value.kind === 'list' ? shownBindings : writtenBindings)(facts).has(binding);
}

/** `input("Model [gpt-4o]: ").strip() or "gpt-4o"`: what a person writes, and what stands if nothing is written. */
export function isAsked(facts: FileFacts, value: Value): boolean {
  const [given, ...others] = value.kind === 'choice' ? value.options : [];
  return others.length > 0 && given !== undefined && isWritten(facts, given);
}

/** `input(…)`, `prompt(…).strip()` */
function isWritten(facts: FileFacts, value: Value): boolean {
  let call = callBehind(facts, value);
  while (call?.callee.kind === 'member') call = callBehind(facts, call.callee.object);
  return call?.callee.kind === 'global' && /^(?:input|prompt)$/.test(calledName(call.callee));
}

const shownBindings = recent(({ calls, assignments = [] }: FileFacts): ReadonlySet<number> => {
  const shown = [
    ...calls.flatMap((call) => (SHOWS.test(calledName(call.callee)) ? givenTo(call) : [])),
    ...assignments.flatMap(({ target, value }) => (SHOWN.test(assignedName(target)) ? [value] : [])),
  ];
  return bindingsAmong(shown);
});

const writtenBindings = recent(
  ({ calls }: FileFacts): ReadonlySet<number> =>
    bindingsAmong(calls.flatMap((call) => (TEXT_BOX.test(calledName(call.callee)) ? givenTo(call) : []))),
);

function bindingsAmong(values: readonly Value[]): ReadonlySet<number> {
  return new Set(values.flatMap((value) => (value.kind === 'binding' ? [value.binding] : [])));
}

const TEXT_BOX = /^(?:text_?(?:input|area|box|field)|line_?edit)$/i;

const SHOWS =
  /^(?:add_?items|(?:multi_?)?select(?:_?box)?|radio|pills|drop_?down|combo_?box|option_?menu|choice)$/i;

const SHOWN = /^(?:values|items|options|choices)$/;

const MENU = /options|available|supported|choices|selectable|allowed/i;

const LISTS = /^_?(?:get|list|fetch|load|available|supported).*models$/i;

/** `get_provider_info(provider)`, which says what there is: `info["models"] = ["gpt-4", "gpt-4-turbo"]`. */
const TELLS = /(?:info|status|details|capabilities)$/i;
