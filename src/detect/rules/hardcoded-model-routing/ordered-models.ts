import { isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { isModelSlot } from '../services/model-names.ts';
import { lookUpsOf } from './look-ups.ts';
import { vendorOfEntry } from './vendor-dispatch.ts';

/** Whether a table of this name says what there is, and leads nowhere: `AVAILABLE_MODELS`. */
export function isListed(name: string): boolean {
  return LISTS.test(name);
}

const LISTS =
  /available|supported|allowed|(?:^|_)valid(?:_|$)|known|options|choices|names|list|info|limit|window|context|alias|filters?/i;

/**
 * Whether an entry's several models stand in the order in which they are tried. Of a vendor they are what there is to
 * choose from; of a task, `TASK_ROUTES = {"code": ["gpt-4o", "gpt-4o-mini"]}`, what code takes the first of.
 */
export function isInOrder(file: LinkedFile, name: string, key: Value | null): boolean {
  if (PREFERS.test(name) || lookUpsOf(file.facts).forFirst.has(name)) return true;
  // `RECOMMENDED_MODELS = {"openai": ["gpt-4o", …], …}` is shown, and by task it is what is asked.
  if (key === null || LISTS.test(name) || vendorOfEntry(key)) return false;
  if (RECOMMENDS.test(name)) return true;
  return ROUTES.test(name) || isTask(key.kind === 'text' ? key.text : dottedName(file, key));
}

/** Of several models the first is taken, or of several tuples: `PREFERRED_MODELS = {"openai": ["gpt-4o", "gpt-4"]}`. */
const PREFERS = /prefer|(?:^|_)prefs?(?:_|$)|default|priorit|fallback|alternativ/i;

const RECOMMENDS = /recommend/i;

const ROUTES =
  /rout(?:e|ing)|chain|tier|task|strateg|ladder|cascade|candidates|complexity|(?:^|_)(?:phase|stage|step|role|agent|purpose|intent|persona|use_?case)s?(?:_|$)/i;

/** `MODEL_BY_TASK`, `agentModels`: what leads from what is to be done, by its name. */
export function isOfTasks(name: string): boolean {
  return OF_TASKS.test(name) && !LISTS.test(name);
}

const OF_TASKS = /task|agent|(?:^|_)(?:phase|stage|step|role|purpose|intent|persona)s?(?:_|$)/i;

/** What is to be done, or how well, by its name or as `TaskType.CODE`. */
export function isTask(key: string): boolean {
  const [kind, member] = key.split('.', 2);
  return TASK.test(key) || (member !== undefined && KIND.test(kind ?? ''));
}

const KIND = /task|tier|complexity|level/i;

/** `chat` and `image` may be what a model is able to do. */
const TASK =
  /^(?:cod(?:e|ing)|reason(?:ing)?|simple|easy|moderate|complex|hard|difficult|trivial|fast|quick|cheap|utility|balanced|quality|smart|powerful|premium|standard|creative|writing|planning|analysis|summar[a-z]+|translat[a-z]+|critical)(?:[-_][\w-]+)?$/i;

/** Whether a table of this name leads from one thing to a model, whoever looks into it. */
export function isRouteTable(name: string): boolean {
  return ROUTE_TABLE.test(name) && !LISTS.test(name);
}

const ROUTE_TABLE =
  /(?:^|_)(?:rout(?:es?|ing)|fallbacks?|(?:tasks?|roles?|tiers?|agents?|stages?|intents?)_(?:to_)?(?:providers?|vendors?|backends?|llms?))(?:_|$)|^by_(?:roles?|tasks?|tiers?|agents?|stages?|purposes?|plans?)$/i;

/** Of models in their order the first, wherever an entry has them: `["gpt-4o", …]`, `{"models": ["gpt-4o", …]}`. */
export function firstOf(file: LinkedFile, value: Value): Value {
  // `isHard ? ['gpt-4o', 'gpt-4.1'] : ['gpt-4o-mini', 'gpt-4.1-mini']`
  if (value.kind === 'choice')
    return { ...value, options: value.options.map((option) => firstOfList(file, option)) };
  const first = firstOfList(file, value);
  if (first.kind !== 'object') return first;
  const entries = first.entries.map((entry) =>
    entry.key.kind === 'text' && isModelSlot(entry.key.text)
      ? { ...entry, value: firstOfList(file, entry.value) }
      : entry,
  );
  return { ...first, entries };
}

function firstOfList({ facts }: LinkedFile, value: Value): Value {
  if (value.kind !== 'list') return value;
  const [first] = value.items;
  // `[*FAST, …]`: the first is that of another list.
  const spread = first?.kind === 'index' && first.key.kind === 'unknown' ? first.object : null;
  const [given] = spread?.kind === 'binding' ? (facts.bindings[spread.binding]?.values ?? []) : [];
  if (given?.kind === 'list' && given.items[0]?.kind === 'text') return given.items[0];
  const isAlike = value.items.every(({ kind }) => kind === first?.kind);
  const isModel = first?.kind === 'text' ? isVendorModel(first.text) : first && ROWS.has(first.kind);
  return first && isAlike && isModel ? first : value;
}

/** `("openai", "gpt-4o")`, `{"provider": "openai", "model": "gpt-4o"}`, `Model("gpt-4o")`, `Model.GPT_4O` */
const ROWS: ReadonlySet<Value['kind']> = new Set(['list', 'object', 'result', 'member']);
