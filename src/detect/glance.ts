import type { Language } from './facts.ts';
import { MAX_GLANCE_ENTRIES } from './limits.ts';

/** What a file brings in: a module as it is written, and which of its names; `null` for all of them. */
export interface GlancedImport {
  module: string;
  names: string[] | null;
}

/**
 * What the prefilter notes of a file of code that it turns away, so that other files can call for it without its
 * bytes. May say too much (comments and texts are not told from code), never too little.
 */
export interface Glance {
  imports: GlancedImport[];
  /** Environment variables that it may read. */
  environment: string[];
  /** Whether it holds an ordinary word of an inference path. */
  words: boolean;
  /** Whether it names a host. */
  hosts: boolean;
  /** Whether it says that it tries something again. */
  again: boolean;
  /** Set for a test that might matter if it were none. */
  asCode?: true;
}

/** What the signs in the file say; `environment`: whether it has one of what reads a variable. */
interface Seen extends Pick<Glance, 'words' | 'hosts' | 'again'> {
  environment: boolean;
  asCode: boolean;
}

/** Reads the imports of a text of code, which may be latin1 for UTF-8: bytes are put together again. */
export function glanceAt(text: string, language: Language, seen: Seen): Glance | null {
  const { words, hosts, again, asCode } = seen;
  const imports = language === 'python' ? pythonImports(text) : scriptImports(text);
  const environment = seen.environment ? environmentNames(text) : [];
  if (imports.length === 0 && environment.length === 0 && !words && !asCode) return null;
  return { imports: imports.map(decoded), environment, words, hosts, again, ...(asCode && { asCode }) };
}

/** `import … from`, `export … from`: what stands between has no quotes, calls or statement ends. */
const FROM = /\b(?:import|export)\b([^'"`;()]{0,1500}?)\bfrom\s*(['"])([^'"\n]{1,300})\2/g;
/**
 * `require('…')`, `import('…')`, and `import '…'`, which brings in no name; or what `FROM` does not read, for it is long or
 * has a comment in it.
 */
const REQUIRED =
  /\b(?:(?:require|import)\s*(?:(\()\s*)?|from\s*)(?:\/\*[^*]{0,200}\*\/\s*)?(['"`])([^'"`\n]{1,300})\2/g;

function scriptImports(text: string): GlancedImport[] {
  const found: GlancedImport[] = [];
  const ends = new Set<number>();
  for (const { 0: whole, 1: clause = '', 3: module = '', index } of text.matchAll(FROM)) {
    if (found.length >= MAX_GLANCE_ENTRIES) break;
    ends.add(index + whole.length);
    const last = clause.slice(lastStatement(clause)).trim();
    if (!/^type\s+[\w{*]/.test(last)) found.push({ module, names: scriptNames(last) });
  }
  for (const { 0: whole, 1: called, 3: module = '', index } of text.matchAll(REQUIRED)) {
    if (found.length >= MAX_GLANCE_ENTRIES) break;
    const isBare = !called && whole.startsWith('import');
    if (!ends.has(index + whole.length)) found.push({ module, names: isBare ? [] : null });
  }
  return found;
}

/** Without semicolons, a clause may begin before the statement that it belongs to. */
function lastStatement(clause: string): number {
  const starts = [...clause.matchAll(/\b(?:import|export)\b/g)];
  const last = starts.at(-1);
  return last ? last.index + last[0].length : 0;
}

function scriptNames(clause: string): string[] | null {
  if (clause.includes('*') || clause.includes('\\')) return null;
  const [, before = '', braced] = /^([^{]*)(?:\{([^}]*))?/.exec(clause) ?? [];
  const byDefault = /[\w$\x80-\xff]/.test(before) ? ['default'] : [];
  const named = (braced ?? '').split(',').flatMap((part) => /^\s*(?:type\s+)?([^\s]+)/.exec(part)?.[1] ?? []);
  return [...byDefault, ...named.map((name) => name.replace(/^['"]|['"]$/g, ''))];
}

/** The word comes first, by which V8 finds the place; what is before it is asked only there. */
const PYTHON_FROM =
  /from(?<=(?:^|[;:])[ \t]*from)[ \t]*(\.*[ \t]*[\w.\x80-\xff]*)[ \t\\\r\n]+import\b[ \t]*(\((?:[^)#]|#[^\n]*\n){0,10000}\)?|(?:[^\n\\#;]|\\\r?\n)+)/gm;
const PYTHON_IMPORT = /import(?<=(?:^|[;:])[ \t]*import)[ \t]+((?:[^\n\\#;]|\\\r?\n)+)/gm;

function pythonImports(text: string): GlancedImport[] {
  const found: GlancedImport[] = [];
  for (const [, module = '', names = ''] of text.matchAll(PYTHON_FROM)) {
    if (found.length >= MAX_GLANCE_ENTRIES) break;
    found.push({ module: module.replace(/[ \t]/g, ''), names: namesIn(names) });
  }
  for (const [, modules = ''] of text.matchAll(PYTHON_IMPORT)) {
    if (found.length >= MAX_GLANCE_ENTRIES) break;
    for (const module of namesIn(modules) ?? []) found.push({ module, names: null });
  }
  return found;
}

/** `(a, b as c)  # why` is `a` and `b`. */
function namesIn(list: string): string[] | null {
  const bare = list.replace(/#[^\n]*/g, '').replace(/[()\\\r\n]/g, ' ');
  if (bare.includes('*')) return null;
  return bare.split(',').flatMap((part) => part.trim().split(/\s/)[0] || []);
}

/** `process.env.X`, `os.environ["X"]`, `getenv("X")`, `Deno.env.get('X')`, `env.str("X")`. */
const VARIABLE =
  /(?:[eE]nv\w{0,20}|ENV)\)?(?:\??\.[a-z]{1,10})?\s{0,4}[.([?]{1,3}\s{0,40}['"`]?([A-Za-z]\w{2,80})/g;
const DESTRUCTURED = /\{([^{}]{1,2000})\}\s{0,4}=\s{0,4}(?:process|import\.meta)\.env\b/g;
/** Fields of a settings class, or of a schema for the environment, are read from variables of their names. */
const CHECKS_FIELDS =
  /BaseSettings|(?:create|clean)Env\b|[pP]arse(?:Async)?\(\s{0,40}(?:process|import\.meta|Bun)\.env\s{0,40}\)/;
const FIELD = /^[ \t]+([a-zA-Z]\w{2,80})[ \t]{0,4}[:=]/gm;

/** `config.get('LLM_URL')`, `config.getOrThrow<string>("LLM_URL")` */
const SETTING = /\.get(?:OrThrow)?(?:<\w{1,20}>)?\(\s{0,40}['"`]([A-Z][A-Z0-9]*_[A-Z0-9_]{1,80})/g;

function environmentNames(text: string): string[] {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(SETTING)) names.add(name);
  for (const [, name = ''] of text.matchAll(VARIABLE)) names.add(name);
  for (const [, inner = ''] of text.matchAll(DESTRUCTURED)) {
    for (const name of inner.match(/\w+/g) ?? []) names.add(name);
  }
  if (CHECKS_FIELDS.test(text)) for (const [, name = ''] of text.matchAll(FIELD)) names.add(name);
  return [...names].slice(0, MAX_GLANCE_ENTRIES).map((name) => name.toUpperCase());
}

function decoded({ module, names }: GlancedImport): GlancedImport {
  return { module: utf8(module), names: names === null ? null : [...new Set(names.map(utf8))] };
}

/** A module's name may be spelled with escapes, as every text. */
function utf8(text: string): string {
  const whole = /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
  return whole.includes('\\') ? whole.replace(ESCAPED, spelled) : whole;
}

const ESCAPED = /\\u\{?([0-9a-f]{2,6})\}?|\\x([0-9a-f]{2})/gi;

function spelled(whole: string, unicode: string | undefined, byte: string | undefined): string {
  const code = Number.parseInt(unicode ?? byte ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
