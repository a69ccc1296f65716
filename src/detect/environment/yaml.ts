import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type { EnvironmentFact, ProblemFact } from '../facts.ts';
import { Positions } from '../positions.ts';
import type { EnvironmentReading } from './reading.ts';

/** Levels of nesting and of merges that are followed; the deepest manifest has some fifteen. */
const MAX_DEPTH = 100;

/** Mistakes that are listed. */
const MAX_PROBLEMS = 20;

/** `{{- if .Values.isOn }}`: a template of Helm's or Jinja's is no YAML yet, and nobody's mistake. */
const TEMPLATE = /\{\{-?\s/;

/** Keys whose value sets variables: compose, Kubernetes, Helm, Kustomize, Render, Serverless, ECS, Heroku. */
const ENVIRONMENT_KEYS = new Set([
  'environment',
  'env',
  'envs',
  'envVars',
  'env_vars',
  'environmentVariables',
  'extraEnv',
  'extraEnvVars',
  'literals',
]);

/** Kinds of Kubernetes objects whose maps are mounted as variables, and the keys that hold them. */
const DATA_KEYS: Readonly<Record<string, string>> = { ConfigMap: 'data', Secret: 'stringData' };

const VARIABLE_NAME = /^[A-Za-z_][\w.-]*$/;

/** Every variable that a YAML or JSON file sets, in order; anchors and `<<` are followed where they set some. */
export function readYaml(source: string): EnvironmentReading {
  const documents = parseAllDocuments(source, {
    keepSourceTokens: false,
    logLevel: 'silent',
    prettyErrors: false,
    strict: false,
    uniqueKeys: false,
  });
  const walk = new Walk(new Positions(source));
  const isTemplate = TEMPLATE.test(source);
  for (const document of documents) {
    walk.noteErrors(
      isTemplate ? document.errors.filter(({ message }) => isTooDeep(message)) : document.errors,
    );
    if (document.contents !== null) walk.read(document.contents);
  }
  return { environment: walk.sortedFacts(), problems: walk.problems };
}

/** The parser catches its own stack overflow and reports it like a mistake in the file. */
function isTooDeep(message: string): boolean {
  return /call stack/i.test(message);
}

class Walk {
  readonly problems: ProblemFact[] = [];
  private readonly facts: { start: number; fact: EnvironmentFact }[] = [];
  private readonly positions: Positions;
  /** What each alias stands for. */
  private readonly targets = new Map<Node, Node>();
  /** Nodes whose variables were taken: five services that share an anchor set its variables once. */
  private readonly taken = new Set<Node>();

  constructor(positions: Positions) {
    this.positions = positions;
  }

  read(contents: Node): void {
    this.resolveAliases(contents);
    this.search(contents, 0);
  }

  sortedFacts(): EnvironmentFact[] {
    return this.facts.sort((one, other) => one.start - other.start).map(({ fact }) => fact);
  }

  noteErrors(errors: readonly { message: string; pos: [number, number] }[]): void {
    for (const { message, pos } of errors.slice(0, MAX_PROBLEMS - this.problems.length)) {
      const reason = isTooDeep(message) ? 'too-deep' : 'syntax';
      this.problems.push({ reason, message, range: this.positions.range(pos[0], pos[1]) });
    }
  }

  /** An alias means the last node before it that has its name; one walk finds them all. */
  private resolveAliases(contents: Node): void {
    const anchors = new Map<string, Node>();
    visit(contents, {
      Alias: (_, alias) => {
        const target = anchors.get(alias.source);
        if (target !== undefined) this.targets.set(alias, target);
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  /** Looks for keys that set variables. What an alias stands for is found where it is written. */
  private search(node: unknown, depth: number): void {
    if (depth > MAX_DEPTH) return;
    if (isSeq(node)) for (const item of node.items) this.search(item, depth + 1);
    if (isMap(node)) this.searchMap(node, depth);
  }

  private searchMap(map: YAMLMap, depth: number): void {
    const dataKey = DATA_KEYS[textOf(map.get('kind', true)) ?? ''];
    for (const { key, value } of map.items) {
      const name = textOf(key) ?? '';
      if (ENVIRONMENT_KEYS.has(name) || name === dataKey) this.take(value, 0);
      this.search(value, depth + 1);
    }
  }

  /** The variables of a map or a list. */
  private take(node: unknown, depth: number): void {
    const target = this.followed(node);
    if (depth > MAX_DEPTH || target === null || this.taken.has(target)) return;
    this.taken.add(target);
    if (isSeq(target)) for (const item of target.items) this.takeItem(item, depth);
    if (isMap(target)) for (const pair of target.items) this.takePair(pair, depth);
  }

  /** `NAME: value`, `NAME: {value: …}` (app.json), or `<<: *shared`. */
  private takePair({ key, value }: Pair, depth: number): void {
    const name = textOf(key);
    if (name === '<<') {
      this.takeMerged(value, depth);
      return;
    }
    const inner = this.followed(value);
    const scalar = isMap(inner) ? inner.get('value', true) : inner;
    if (name !== null) this.add(name, textOf(scalar), key, value);
  }

  /** `<<` takes one map, or a list of them. */
  private takeMerged(value: unknown, depth: number): void {
    if (isSeq(value)) for (const item of value.items) this.take(item, depth + 1);
    else this.take(value, depth + 1);
  }

  /** `- NAME=value` (compose), `- {name: …, value: …}` (Kubernetes), `- {key: …, value: …}` (Render). */
  private takeItem(item: unknown, depth: number): void {
    const node = this.followed(item);
    if (isSeq(node)) this.take(node, depth + 1);
    if (isMap(node)) {
      const name = textOf(node.get('name', true)) ?? textOf(node.get('key', true));
      if (name !== null) this.add(name, textOf(this.followed(node.get('value', true))), node, node);
      return;
    }
    const text = textOf(node);
    const equals = text?.indexOf('=') ?? -1;
    if (text !== null && equals > 0) this.add(text.slice(0, equals), text.slice(equals + 1), node, node);
  }

  private add(name: string, value: string | null, from: unknown, to: unknown): void {
    const start = rangeOf(from)?.[0];
    const end = rangeOf(to)?.[1] ?? rangeOf(from)?.[1];
    if (value === null || start === undefined || end === undefined || !VARIABLE_NAME.test(name)) return;
    this.facts.push({ start, fact: { name, value, range: this.positions.range(start, end) } });
  }

  private followed(node: unknown): Node | null {
    if (isAlias(node)) return this.targets.get(node) ?? null;
    return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
  }
}

/** A scalar as text; numbers and booleans as they are written. `null` for no value and for anything else. */
function textOf(node: unknown): string | null {
  if (!isScalar(node) || node.value === null) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

/** Offsets of a node's first character and of the one behind its value. */
function rangeOf(node: unknown): [number, number] | null {
  if (!(isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) || !node.range) return null;
  return [node.range[0], node.range[1]];
}
