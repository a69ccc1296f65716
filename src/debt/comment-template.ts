import type { Policy } from '../policy/policy.ts';
import { COMMENT_HEADER, COPY_MARKER, type PartialDebtComment } from './comment-form.ts';

/** Languages of the tree whose comments begin with `#`; all others that are scanned have `//`. */
const HASH_FILES =
  /(?:\.(?:pyi?|ipynb|ya?ml|toml|sh|bash|rb|env)|(?:^|\/)(?:\.env[^/]*|Dockerfile[^/]*|Makefile))$/i;

/** `#` or `//`: how a line comment begins in a file of this name. */
export function commentMarker(path: string): '#' | '//' {
  return HASH_FILES.test(path) ? '#' : '//';
}

export interface TemplateTerms {
  path: string;
  /** The white space before the statement. */
  indent: string;
  contact: Policy['contact'];
  /** What is known already; the rest is filled with what to write, in `<…>`, which is refused until it is. */
  known: Partial<PartialDebtComment>;
}

/** The lines of a debt comment to paste above a statement, in the comment syntax of the file. */
export function debtCommentLines({ path, indent, contact, known }: TemplateTerms): string[] {
  const number = known.reasonIssue ?? null;
  const lines = [
    COMMENT_HEADER,
    `Issue: #${number ?? '<number>'} - ${known.reason ?? '<why the gateway cannot be used>'}`,
    `Remove after: ${known.removeAfter ?? '<what must happen first, or a date>'}`,
    `Contact: ${contact} before changing`,
    ...(known.timeBox === 'planned' ? ['Time-box: planned'] : []),
  ];
  return lines.map((line) => `${indent}${commentMarker(path)} ${line}`);
}

/**
 * The whole thing to paste: the comment, and the statement with the marker on its last line, where a comment fits
 * whatever the statement is. `null` for the statement if its text is not known to its end.
 */
export function documentedStatement(terms: TemplateTerms, statement: string | null): string {
  const comment = debtCommentLines(terms);
  const marker = `${commentMarker(terms.path)} ${COPY_MARKER}`;
  const code = statement === null ? `${terms.indent}… ${marker}` : `${statement.trimEnd()}  ${marker}`;
  return [...comment, code].join('\n');
}
