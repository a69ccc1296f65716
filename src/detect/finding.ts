import type { RuleId } from '../policy/policy.ts';
import type { Range } from './facts.ts';
import type { GatewayConfiguration } from './gateway-config/configuration.ts';
import type { ConfigFault } from './gateway-config/fault.ts';

/** Where something is made, by the name that it has there: a constant, an attribute, an environment variable. */
export interface Origin {
  /** Path of the file in the tree. */
  path: string;
  name: string;
}

/** One violation of one rule at one place in the code. */
export interface Finding {
  rule: RuleId;
  /** Path of the file in the tree, `/`-separated. */
  path: string;
  range: Range;
  /** The innermost statement first, then the statements around it within the same function body. */
  statements: Range[];
  /** What is called, for people: ``POST https://api.openai.com/v1/chat/completions``. Never holds a key. */
  what: string;
  /** One sentence: what is wrong, and the mend. Plain text. */
  message: string;
  /** The inference service's name in the catalogue, `null` if only its path gave it away. */
  service: string | null;
  /** The source line(s) of the innermost statement, at most 400 characters, redacted. Hostile text. */
  snippet: string;
  /**
   * Identity without the place: rule, what is called, names of the enclosing functions. Equal for moved lines,
   * reformatting, changed ordinary arguments, renamed files; two equal calls in one function share it, and
   * are told apart by counting (see `compareFindings`). A renamed function is another one; what is compared
   * knows the statement again by its words.
   */
  fingerprint: string;
  /** Where the URL is made that the finding is about; left out where it is made on the spot, or nobody knows. */
  origin?: Origin;
}

/** A comment that means to be a debt comment (it says `TECH DEBT`), well-formed or not. */
export interface DebtCommentPlace {
  path: string;
  lines: { text: string; line: number }[];
  range: Range;
  /** The statement that the comment stands before; `null` if none follows in its block. */
  covers: Range | null;
  /** Whether `TEMPORARY - DO NOT COPY` stands in a comment on any line of that statement. */
  marked: boolean;
}

/** A file that was not analysed, or not wholly, and why. */
export interface SkippedFile {
  path: string;
  reason: 'too-large' | 'not-utf8' | 'too-slow' | 'too-deep' | 'crashed' | 'syntax';
  /** For people: what happened and what to do. */
  message: string;
  /**
   * True if the prefilter matched, so that a bypass may hide in it: a changed file of this kind fails the check
   * (decisions 23). `syntax` never does: what the parser recovered was analysed.
   */
  suspicious: boolean;
}

/** What a file of a tree declares as the gateway's configuration. */
export interface GatewayFile {
  path: string;
  /** `null` if it cannot be read: it is no YAML, or a template. */
  configuration: GatewayConfiguration | null;
  /** What is most likely not meant, and is no finding: faults of the severity `warn`. */
  warnings: ConfigFault[];
}

/** A finding that policy says is wrong, and so is none. */
export interface ExceptedFinding {
  finding: Finding;
  /** The place in policy's `exceptions` of the one that answers for it. */
  exception: number;
}

/** The result of scanning one tree. Sorted by path, then position; the same tree gives the same bytes. */
export interface ScanResult {
  findings: Finding[];
  excepted: ExceptedFinding[];
  debtComments: DebtCommentPlace[];
  skipped: SkippedFile[];
  /** The gateway's configuration: the file that policy names, or else every file that reads like one. */
  gateways: GatewayFile[];
  /** Source files seen, and those that the prefilter let through to a parser. */
  counts: { files: number; parsed: number };
}
