import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml';
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseAllDocuments,
  Scalar,
  visit,
} from 'yaml';
import { Positions } from '../positions.ts';
import type { Range } from '../range.ts';
import { isStackOverflow } from '../stack-overflow.ts';
import type { ConfigFault, ConfigFaultId } from './fault.ts';
import { quoted } from './fault.ts';
import type { Located, LocatedEntry, LocatedScalar } from './located.ts';

/** Where a text stands that is not a file of its own but a value in one: its first line there, and its indentation. */
export interface Inset {
  firstLine: number;
  indentation: number;
}

export interface YamlReading {
  /** What each document says, as far as it could be read. */
  documents: Located[];
  faults: ConfigFault[];
}

/** Levels that are followed; the deepest chart has some fifteen. */
const MAX_DEPTH = 100;

/** Values with every alias followed; a configuration of a thousand models has 20,000. */
const MAX_VALUES = 200_000;

/** Mistakes of syntax that are listed: one slip makes the parser stumble on every line behind it. */
const MAX_SYNTAX_FAULTS = 10;

/**
 * Reads YAML as LiteLLM does, with PyYAML's `safe_load` (`ProxyConfig._load_yaml_file` in `litellm/proxy/proxy_server.py`):
 * YAML 1.1, in which `yes` is a boolean, `<<` merges, and of two equal keys the last counts. What PyYAML refuses is a
 * fault, and so are equal keys, which it takes without a word. Never throws, and the values with every alias followed
 * are bounded.
 */
export function readConfigYaml(text: string, inset: Inset = { firstLine: 1, indentation: 0 }): YamlReading {
  try {
    const documents = parseAllDocuments(text, {
      version: '1.1',
      // Its own search for equal keys compares each with each: 35 s for a map of 60,000.
      uniqueKeys: false,
      keepSourceTokens: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    return new Reading(text, inset).read(documents);
  } catch (error) {
    return { documents: [], faults: [unreadable(error, inset)] };
  }
}

function unreadable(error: unknown, { firstLine }: Inset): ConfigFault {
  return {
    id: 'yaml-syntax',
    severity: 'error',
    message: isStackOverflow(error)
      ? 'this is nested too deeply to be read'
      : `this could not be read: ${quoted(String(error))}`,
    mend: 'A gateway configuration has a handful of levels: write it anew, one model after the other.',
    range: { startLine: firstLine, startColumn: 1, endLine: firstLine, endColumn: 1 },
    path: '',
  };
}

class Reading {
  private readonly positions: Positions;
  private readonly inset: Inset;
  private readonly faults: ConfigFault[] = [];
  /** What each anchored node says, and how many values that is with its aliases followed. */
  private readonly anchored = new Map<Node, { located: Located; size: number }>();
  /** What the aliases of one document name. */
  private readonly targets = new Map<Node, Node | null>();
  private readonly open = new Set<Node>();
  private size = 0;
  private saidTooMany = false;

  constructor(text: string, inset: Inset) {
    this.positions = new Positions(text);
    this.inset = inset;
  }

  read(documents: readonly Document.Parsed[]): YamlReading {
    const read: Located[] = [];
    for (const document of documents) {
      this.noteSyntax(document);
      if (document.contents === null) continue;
      this.resolveAliases(document.contents);
      read.push(this.readValue(document.contents, 0));
    }
    return { documents: read, faults: this.faults };
  }

  private noteSyntax({ errors, warnings }: Document): void {
    const lines = new Set<number>();
    for (const { pos, message, code } of [...errors, ...warnings]) {
      const range = this.range(pos[0], pos[1]);
      if (lines.has(range.startLine) || lines.size === MAX_SYNTAX_FAULTS) continue;
      lines.add(range.startLine);
      this.note('yaml-syntax', range, `this is not valid YAML: ${withoutStop(message)}`, syntaxMend(code));
    }
  }

  /** An alias names the anchor of that name that was set last before it. */
  private resolveAliases(contents: Node): void {
    const anchors = new Map<string, Node>();
    visit(contents, {
      Alias: (_key, alias) => {
        this.targets.set(alias, anchors.get(alias.source) ?? null);
      },
      Value: (_key, node) => {
        if (node.anchor) anchors.set(node.anchor, node);
      },
    });
  }

  private readValue(node: unknown, depth: number): Located {
    if (isAlias(node)) return this.aliasOf(node, depth);
    this.size += 1;
    if (!isNode(node)) return nothing(this.range(0, 0));
    if (depth > MAX_DEPTH) return this.tooDeep(node);
    const before = this.size;
    this.open.add(node);
    const located = this.collectionOf(node, depth) ?? this.scalarOf(node);
    this.open.delete(node);
    if (!isAlias(node) && node.anchor) this.anchored.set(node, { located, size: this.size - before + 1 });
    return located;
  }

  private collectionOf(node: Node, depth: number): Located | null {
    const range = this.rangeOf(node);
    if (isMap(node)) return { kind: 'map', entries: this.entriesOf(node, depth), range };
    if (isSeq(node))
      return { kind: 'list', items: node.items.map((item) => this.readValue(item, depth + 1)), range };
    return null;
  }

  private aliasOf(alias: Alias, depth: number): Located {
    const range = this.rangeOf(alias);
    const target = this.targets.get(alias) ?? null;
    // A bare `*` is a fault of syntax already.
    if (alias.source === '') return nothing(range);
    if (target === null || this.open.has(target)) {
      const message = target === null ? 'no anchor has this name' : 'this alias stands inside what it names';
      this.note(
        'yaml-syntax',
        range,
        message,
        'Write the value itself, or set the anchor (`&name`) before it.',
      );
      return nothing(range);
    }
    const known = this.anchored.get(target);
    const located = known?.located ?? this.readValue(target, depth);
    this.size += known?.size ?? 0;
    if (this.size <= MAX_VALUES) return { ...located, range };
    this.sayTooMany(range);
    return nothing(range);
  }

  private sayTooMany(range: Range): void {
    if (this.saidTooMany) return;
    this.saidTooMany = true;
    const message = `with every alias followed there are more than ${MAX_VALUES} values up to here`;
    this.note('unfolded-aliases', range, message, 'Write the values out: aliases of aliases multiply.');
  }

  private tooDeep(node: Node): Located {
    const range = this.rangeOf(node);
    this.note('yaml-syntax', range, 'this is nested too deeply to be read', 'Write it flatter.');
    return nothing(range);
  }

  private entriesOf(map: YAMLMap, depth: number): LocatedEntry[] {
    const entries: LocatedEntry[] = [];
    const merged: LocatedEntry[] = [];
    const seen = new Map<string, Range>();
    for (const pair of map.items) {
      if (isMergeKey(pair)) merged.push(...this.mergedEntries(pair, depth));
      else entries.push(this.entryOf(pair, seen, depth));
    }
    // What stands in the map itself counts before what is merged, and an earlier merge before a later one.
    for (const entry of merged) {
      if (seen.has(entry.key)) continue;
      seen.set(entry.key, entry.range);
      entries.push(entry);
    }
    return entries;
  }

  private entryOf(pair: Pair, seen: Map<string, Range>, depth: number): LocatedEntry {
    const range = isNode(pair.key) ? this.rangeOf(pair.key) : this.range(0, 0);
    const key = this.keyOf(pair.key, range);
    const first = seen.get(key);
    if (first) this.noteDuplicate(key, first, range);
    else seen.set(key, range);
    const value = pair.value === null ? nothing(range) : this.readValue(pair.value, depth + 1);
    return { key, range, value };
  }

  private keyOf(key: unknown, range: Range): string {
    if (isCollection(key)) {
      this.note('yaml-syntax', range, 'a map or a list is no key', 'Quote it if it is a text.');
      return '';
    }
    const target = isAlias(key) ? this.targets.get(key) : key;
    return isScalar(target) ? String(target.value) : '';
  }

  private noteDuplicate(key: string, first: Range, range: Range): void {
    const message = `${quoted(key)} is set twice here, first on line ${first.startLine}; LiteLLM takes the last one without a word`;
    this.note('duplicate-key', range, message, 'Keep the one that is meant, and delete the other.');
  }

  private mergedEntries({ value }: Pair, depth: number): LocatedEntry[] {
    const source = this.readValue(value, depth + 1);
    const maps = source.kind === 'list' ? source.items : [source];
    return maps.flatMap((map) => {
      if (map.kind === 'map') return map.entries;
      if (!this.saidTooMany)
        this.note(
          'yaml-syntax',
          map.range,
          '`<<` merges maps, and this is none',
          'Name the anchor of a map.',
        );
      return [];
    });
  }

  private scalarOf(node: Node): LocatedScalar {
    const range = this.rangeOf(node);
    if (!isScalar(node)) return nothing(range);
    return { kind: 'scalar', value: plainValue(node), block: this.blockOf(node), range };
  }

  /** Where the lines of `|` begin: their content is read as a text of its own. */
  private blockOf(node: Scalar): LocatedScalar['block'] {
    if (node.type !== Scalar.BLOCK_LITERAL || !node.range) return null;
    const { text } = this.positions;
    const start = text.indexOf('\n', node.range[0]) + 1;
    const [content = ''] = String(node.value).split('\n', 1);
    const own = /^ */.exec(content)?.[0].length ?? 0;
    const written = /^ */.exec(text.slice(start, start + 1_000))?.[0].length ?? 0;
    return {
      firstLine: this.range(start, start).startLine,
      indentation: this.inset.indentation + Math.max(0, written - own),
    };
  }

  private rangeOf({ range }: Node): Range {
    return range ? this.range(range[0], range[1]) : this.range(0, 0);
  }

  private range(start: number, end: number): Range {
    const { startLine, startColumn, endLine, endColumn } = this.positions.range(start, Math.max(start, end));
    const { firstLine, indentation } = this.inset;
    return {
      startLine: startLine + firstLine - 1,
      startColumn: startColumn + indentation,
      endLine: endLine + firstLine - 1,
      endColumn: endColumn + indentation,
    };
  }

  private note(id: ConfigFaultId, range: Range, message: string, mend: string): void {
    this.faults.push({ id, severity: 'error', message, mend, range, path: '' });
  }
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && (key.value === '<<' || key.source === '<<');
}

/** Dates and bytes are what YAML 1.1 makes of some texts; they are shown as they were written. */
function plainValue({ value, source }: Scalar): LocatedScalar['value'] {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    default:
      return value === null || value === undefined ? null : (source ?? String(value));
  }
}

function nothing(range: Range): LocatedScalar {
  return { kind: 'scalar', value: null, block: null, range };
}

function withoutStop(message: string): string {
  return message.replace(/\.+$/, '');
}

function syntaxMend(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'Indent with spaces.';
    case 'BAD_ALIAS':
      return 'Put the value in quotes: a bare `*` names an anchor, `"*"` is a text.';
    case 'BAD_SCALAR_START':
      return 'Put the value in quotes.';
    case 'TAG_RESOLVE_FAILED':
      return 'Delete the tag (the word that begins with `!`): LiteLLM refuses tags that it does not know.';
    default:
      return 'Mend the line, or the one above it; quotes around the value often help.';
  }
}
