import type { Registry } from '../registry.ts';

/**
 * What a sign is one of. A file may hold a finding if it has a `name` (a host, a package, a path or a model that
 * hardly anything but LLM code mentions), or a `call` next to a `retry`, or a `word` next to a `host` and a `sender`; or
 * else a `note`, which counts in a comment too. What says `again` tries something again, which may ask a model in another
 * file; what has to do with the `environment` may read variables that other files set.
 */
export type SignKind =
  | 'name'
  | 'note'
  | 'call'
  | 'retry'
  | 'again'
  | 'word'
  | 'host'
  | 'sender'
  | 'environment';

/** A text that tells something of the file that holds it, by its bytes alone. */
export interface Sign {
  kind: SignKind;
  /** ASCII in lower case, at least {@link SHORTEST_LITERAL} characters; found in whatever case. */
  literal: string;
  /** What must match at the place where the literal begins (sticky), if the literal alone does not tell. */
  pattern?: RegExp;
  /** The only language that it tells something in: PyPI's is Python, npm's are scripts. */
  registry?: Registry;
}

/** Characters; a search looks for three at a time. */
export const SHORTEST_LITERAL = 3;

/** Sources of regular expressions for what stands around a literal. */
export interface Around {
  before?: string;
  after?: string;
}

/** Before a slash: what stands there is no module's path, as in `from "./chat"` or `require("../lib/generate")`. */
export const NO_MODULE = `(?<!(?<![.\\w])(?:from|import|require)\\s{0,4}\\(?\\s{0,4}["'\`][\\w@./~$-]{0,200})`;

/** Before a name: it is no kind of a cloud's resources, `AWS::Bedrock::Agent`, `"aws:bedrockmodel/…"`. */
export const NO_RESOURCE = '(?<!\\baws::?)';

/** One sign for each of some literals, which may stand in any case. */
export function signs(kind: SignKind, literals: readonly string[], around: Around = {}): Sign[] {
  return [...new Set(literals.map((literal) => literal.toLowerCase()))].map((literal) => ({
    kind,
    literal,
    ...(around.before || around.after ? { pattern: patternOf(literal, around) } : {}),
  }));
}

function patternOf(literal: string, { before, after }: Around): RegExp {
  const [ahead, behind] = [after ? `(?=${after})` : '', before ? `(?<=${before})` : ''];
  return new RegExp(`${behind}${escaped(literal)}${ahead}`, 'iy');
}

/** A text as the source of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * A word of a name, as people put names together: `call_llm`, `callLLM`, `LlmClient`, `llmclient`; not the middle of
 * another word (`fulfillment`), nor letters of two (`allModels`).
 */
export function wordSign(kind: SignKind, word: string): Sign {
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  const forms = [
    `(?<![a-zA-Z])${escaped(word)}`,
    `${escaped(word)}(?![a-zA-Z])`,
    escaped(capital),
    escaped(word.toUpperCase()),
  ];
  return { kind, literal: word, pattern: new RegExp(forms.join('|'), 'y') };
}
