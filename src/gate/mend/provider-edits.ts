import type { Finding } from '../../detect/finding.ts';
import type { Policy } from '../../policy/policy.ts';
import { type Edit, type SourceLines, textOf } from './source.ts';

const FORCED =
  /^([\w.]+)\(\s*(?:(?:force_provider\s*=\s*)?(["'])[\w./-]+\2|\{\s*forceProvider:\s*(["'])[\w./-]+\3,?\s*\})\s*,?\s*\)$/;

const MADE = /^(?:new\s+)?((?:\w+\.)*)(\w+)\s*\(/;

/** The provider that the factory gives, in the place of one that is forced or made by hand; `null` if it is not plain. */
export function providerEdits(finding: Finding, lines: SourceLines, { provider }: Policy): Edit[] | null {
  const text = textOf(lines, finding.range);
  if (text === null) return null;
  const forced = FORCED.exec(text)?.[1];
  if (forced !== undefined) return [{ range: finding.range, text: `${forced}()` }];
  const [, owner = '', made = ''] = MADE.exec(text) ?? [];
  if (!provider.classes.includes(made)) return null;
  const factory = isPython(finding) ? provider.factory : camelCased(provider.factory);
  if (owner !== '') return [{ range: finding.range, text: `${owner}${factory}()` }];
  const call = { range: finding.range, text: `${factory}()` };
  if (isImported(factory, lines)) return [call];
  const imported = isPython(finding) ? importBefore(finding, made, factory, lines) : null;
  return imported && [imported, call];
}

function isPython({ path }: Finding): boolean {
  return /\.pyi?$/i.test(path);
}

/** `getLlmProvider` */
function camelCased(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function isImported(name: string, lines: SourceLines): boolean {
  const named = new RegExp(`\\b${name}\\b(?!\\s+as\\b)`);
  return lines.some((line) => /^\s*(?:from\b.*\bimport\b|import\b)/.test(line) && named.test(line));
}

/** The factory comes from where the class came from. */
function importBefore(
  { statements }: Finding,
  made: string,
  factory: string,
  lines: SourceLines,
): Edit | null {
  const module = lines.flatMap((line) => {
    const [, from, names = ''] = /^\s*from\s+([\w.]+)\s+import\s+([\w\s,]+)$/.exec(line) ?? [];
    return from !== undefined && names.split(',').some((name) => name.trim() === made) ? [from] : [];
  })[0];
  const [statement] = statements;
  if (module === undefined || !statement) return null;
  const { startLine, startColumn } = statement;
  const indentation = (lines[startLine - 1] ?? '').slice(0, startColumn - 1);
  if (indentation.trim() !== '') return null;
  const range = { startLine, startColumn, endLine: startLine, endColumn: startColumn };
  return { range, text: `from ${module} import ${factory}\n${indentation}` };
}
