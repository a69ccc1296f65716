import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, PlacedValue, Resolver } from '../../link/model.ts';
import { HOLE, textOf } from '../../link/text.ts';
import { putTo } from '../code/put-items.ts';
import { recent, remembered } from '../code/remembered.ts';
import { isParameter } from '../code/structure.ts';
import { writtenValues } from './options.ts';

/** More than people write into one command. */
export const MAX_WORDS = 200;

/**
 * The words of the commands that a call runs: one, or of a function that runs what it is handed,
 * `run(command, args)`, one for each that hands it one.
 */
export function commandsOf(resolver: Resolver, file: LinkedFile, call: CallFact): string[][] {
  const values = [...call.positional, ...writtenValues(call, ['args', 'cmd'])].slice(0, MAX_WORDS);
  const callers = handedTogether(resolver, file, values);
  if (callers.length === 0)
    return [
      wordsOf(
        resolver,
        values.map((value) => ({ file, value })),
      ),
    ];
  return callers.map((handed) =>
    wordsOf(
      resolver,
      values.map((value) => (value.kind === 'binding' && handed.get(value.binding)) || { file, value }),
    ),
  );
}

/** What each call of a function hands over for the parameters among some values; nothing if none is a parameter. */
function handedTogether(
  resolver: Resolver,
  file: LinkedFile,
  values: readonly Value[],
): ReadonlyMap<number, PlacedValue>[] {
  const byCaller = new Map<string, Map<number, PlacedValue>>();
  const leftOut = new Map<number, PlacedValue>();
  for (const value of values) {
    if (value.kind !== 'binding' || !isParameter(file.facts, value)) continue;
    for (const placed of resolver.handed(file, value.binding)) {
      if (placed.leftOut) leftOut.set(value.binding, placed);
      if (placed.leftOut || placed.caller === undefined) continue;
      const caller = `${placed.caller} ${placed.file.path}`;
      const handed = byCaller.get(caller) ?? new Map<number, PlacedValue>();
      byCaller.set(caller, handed.set(value.binding, placed));
    }
  }
  return [...byCaller.values()].map((handed) => new Map([...leftOut, ...handed]));
}

/**
 * The words of a command: those of a list, of a program's name and the list behind it, or of a shell's line; the list may
 * stand among the options.
 */
function wordsOf(resolver: Resolver, values: readonly PlacedValue[]): string[] {
  const words: string[] = [];
  for (const { file, value } of values) {
    if (words.length >= MAX_WORDS) break;
    words.push(...wordsIn(resolver, file, value).slice(0, MAX_WORDS));
  }
  return words;
}

function wordsIn(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  // `[program] + words`
  const parts = value.kind === 'join' ? value.parts.slice(0, MAX_WORDS) : [value];
  const lists = parts.map((part) => wordsOfList(resolver, file, part));
  if (lists.some((words) => words.length > 0)) return lists.flat();
  const given = resolver.resolve(file, value);
  return given.flatMap((one) => (one.kind === 'text' ? wordsOfLine(one.text) : []));
}

function wordsOfList(resolver: Resolver, file: LinkedFile, value: Value): readonly string[] {
  const list = resolver.resolve(file, value).find((one) => one.kind === 'list');
  return list ? wordsOfItems(resolver, list.file, list.items) : [];
}

const wordsOfItems = remembered((resolver, file, listed: readonly Value[]): readonly string[] => {
  const put = putBehind(file.facts).get(listed) ?? [];
  const items = [...listed.slice(0, MAX_WORDS), ...put];
  const words = items.map((item) => firstText(resolver, file, item));
  return words.flatMap((word, at) => (RUNS_LINE.test(words[at - 1] ?? '') ? wordsOfLine(word) : word));
});

/** `args.push('-p', prompt)`: what is put behind the items of each list that has a name, in their order. */
const putBehind = recent((facts: FileFacts): ReadonlyMap<readonly Value[], readonly Value[]> => {
  const named = [...putTo(facts)].flatMap(([binding, put]) =>
    (facts.bindings[binding]?.values ?? []).map((list) => ({ list, put })),
  );
  return new Map(named.flatMap(({ list, put }) => (list.kind === 'list' ? [[list.items, put]] : [])));
});

/** `["bash", "-lc", "claude -p hello"]` */
const RUNS_LINE = /^-l?c$/;

function wordsOfLine(line: string): string[] {
  return line.split(/\s+/, MAX_WORDS).map((word) => word.replace(/^(?:\$?\(|`)/, '').replace(/[)`]$/, ''));
}

function firstText(resolver: Resolver, file: LinkedFile, value: Value): string {
  const texts = resolver.resolve(file, value).map(textOf);
  return texts.find((text) => text !== HOLE) ?? HOLE;
}
