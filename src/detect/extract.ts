import { comparedModels } from './compared-models.ts';
import { problemInFile } from './containers/cell-places.ts';
import { containedCode } from './containers/contained-code.ts';
import type { ContainedCode, ContainerLanguage } from './containers/language.ts';
import { isContainer } from './containers/language.ts';
import { maySayDebt } from './debt-comments.ts';
import { decode, encodingOf, latin1 } from './encoding.ts';
import { makeListsExact } from './exact-lists.ts';
import type { Extraction, Skip } from './extraction.ts';
import { nothingToSee, skippedBlob } from './extraction.ts';
import type { FileFacts, Language } from './facts.ts';
import { fitsInJson } from './json-size.ts';
import { keyFacts } from './keys/key-facts.ts';
import { keysIn } from './keys/key-forms.ts';
import { MAX_FACTS_SIZE, MAX_FILE_BYTES, maxBytesOf } from './limits.ts';
import type { Sight, Vocabulary } from './prefilter.ts';
import { glanceOf, lookAt } from './prefilter.ts';
import type { HandedTree } from './python/handed-tree.ts';
import { keepStatementTexts } from './statement-text.ts';
import { streamMarks, streamMarksIn } from './stream-marks.ts';

/**
 * One blob, through limits, prefilter and parser. Never throws; what a stack or heap overflow does to the
 * thread is for the worker pool (`worker/pool.ts`) to survive.
 * @param parsed what `parseAhead` (`python/parse-ahead.ts`) gave for the same blob
 */
export async function extractBlob(
  bytes: Uint8Array,
  language: Language,
  vocabulary: Vocabulary,
  parsed?: HandedTree,
): Promise<Extraction> {
  const seen = latin1(bytes);
  const sight = lookAt(seen, language, vocabulary);
  const suspicious = sight.mayMatter;
  // Most YAML configures something else: however large, it is none of ours.
  if (language === 'gateway-yaml' && !suspicious) return nothingToSee(language);
  const mostBytes = maxBytesOf(language);
  if (bytes.length > mostBytes)
    return tooLarge(language, `It has ${bytes.length} bytes; files over ${mostBytes}`, suspicious);
  if (!suspicious) return turnedAway(seen, language, sight);
  const text = decode(bytes, encodingOf(seen));
  if (text === null) {
    return skippedBlob(language, 'not-utf8', 'It is not valid UTF-8. Save it as UTF-8.', true);
  }
  return isContainer(language) ? extractContained(text, language) : extractText(text, language, parsed);
}

function tooLarge(language: Language, what: string, suspicious: boolean): Extraction {
  const message = `${what} are not parsed. Split it, or move it under an ignored path.`;
  return skippedBlob(language, 'too-large', message, suspicious);
}

/** Other files of its tree may call for it, by what it imports. */
function turnedAway(bytes: string, language: Language, sight: Sight): Extraction {
  const glance = glanceOf(bytes, language, sight);
  return glance === null ? nothingToSee(language) : { ...nothingToSee(language), glance };
}

/** What the file says, without limits and prefilter. Never throws: a fault is an entry in `problems`. */
export async function extractFacts(bytes: Uint8Array, language: Language): Promise<FileFacts> {
  const text = new TextDecoder('utf-8').decode(bytes);
  const extraction = isContainer(language) ? extractContained(text, language) : extractText(text, language);
  return (await extraction).facts;
}

/** The code that stands in a text among other things. */
async function extractContained(text: string, language: ContainerLanguage): Promise<Extraction> {
  const contained = containedCode(text, language);
  const { code, language: inner, size, problems, environment = [], cells } = contained;
  if (size > MAX_FILE_BYTES)
    return tooLarge(language, `Its code has ${size} characters; more than ${MAX_FILE_BYTES}`, true);
  const extraction = await pastBrokenCells(await extractText(code, inner), contained);
  const { facts } = extraction;
  facts.environment.push(...environment);
  if (cells) {
    facts.cells = cells();
    facts.problems = facts.problems.map((problem) => problemInFile(problem, facts.cells ?? []));
  }
  facts.problems.push(...problems);
  return extraction;
}

/**
 * A cell that does not parse runs nothing, and what the parser makes of it may take the cells behind it along: without
 * such cells there may be more to see.
 */
async function pastBrokenCells(
  whole: Extraction,
  { language, withoutCells }: ContainedCode,
): Promise<Extraction> {
  const { facts } = whole;
  const isBroken = facts.problems.some(({ reason }) => reason === 'syntax');
  if (!isBroken || language !== 'python' || !withoutCells) return whole;
  const rest = await extractText(withoutCells(await (await python()).pythonFaults()), language);
  if (rest.skipped || saysLess(rest.facts, facts)) return whole;
  rest.facts.problems.push(...facts.problems);
  // A key is one where it stands, whatever runs.
  if (facts.keys) rest.facts.keys = facts.keys;
  return rest;
}

function saysLess(one: FileFacts, other: FileFacts): boolean {
  return one.calls.length + one.imports.length < other.calls.length + other.imports.length;
}

/** The languages of files that are read as they are. */
type TextLanguage = Exclude<Language, ContainerLanguage>;

async function extractText(text: string, language: TextLanguage, parsed?: HandedTree): Promise<Extraction> {
  const foundKeys = keysIn(text);
  const foundMarks = streamMarksIn(text);
  // Nobody asks about any other comment, and to find them all costs a tenth of the time that their file takes.
  const withComments = foundKeys.length > 0 || foundMarks.length > 0 || maySayDebt(text);
  const facts = await parse(text, language, { withComments, ...(parsed ? { parsed } : {}) });
  const keys = keyFacts(text, foundKeys, facts.comments);
  if (keys.length > 0) facts.keys = keys;
  const marks = streamMarks(foundMarks, facts.comments);
  if (marks.length > 0) facts.streamMarks = marks;
  const compared = comparedModels(text);
  if (compared.length > 0) facts.comparedModels = compared;
  keepStatementTexts(facts, text);
  makeListsExact(facts);
  if (saysTooMuch(facts, text))
    return tooLarge(language, `What it says takes more than ${MAX_FACTS_SIZE} characters; such files`, true);
  return { facts, parsed: true, skipped: skipOf(facts) };
}

/** Nothing says more than 200 times what it has, so that most files need no look. */
function saysTooMuch(facts: FileFacts, text: string): boolean {
  return text.length * 200 > MAX_FACTS_SIZE && !fitsInJson(facts, MAX_FACTS_SIZE);
}

/** A syntax error is no skip: what the parser recovered is analysed. */
function skipOf({ problems }: FileFacts): Skip | null {
  const problem = problems.find(({ reason }) => reason !== undefined && reason !== 'syntax');
  if (!problem?.reason || problem.reason === 'syntax') return null;
  const message = `${problem.message} Simplify or split it, or move it under an ignored path.`;
  return { reason: problem.reason, message, suspicious: true };
}

/** Loads a module when it is asked for first, and keeps it: `import()` looks for it anew for every file. */
function whenNeeded<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | null = null;
  return () => {
    loading ??= load();
    return loading;
  };
}

/** Parsers are heavy modules: each is loaded when the first file needs it. */
const python = whenNeeded(() => import('./python/extract.ts'));
const typescript = whenNeeded(() => import('./typescript/extract.ts'));
const moduleConfig = whenNeeded(() => import('./module-config/extract.ts'));

/** Those that take long to load. */
export type ParserName = 'python' | 'typescript';

/** Loads what reads a language, which the first file of it need not wait for then. */
export async function loadParser(parser: ParserName): Promise<void> {
  if (parser === 'python') await (await import('./python/parser.ts')).loadPython();
  else await typescript();
}

async function parse(
  text: string,
  language: TextLanguage,
  options: { withComments: boolean; parsed?: HandedTree },
): Promise<FileFacts> {
  switch (language) {
    case 'python':
      return (await python()).extractPython(text, options);
    case 'environment':
    case 'environment-yaml':
    case 'environment-dockerfile':
      return (await import('./environment/extract.ts')).extractEnvironment(text, language);
    case 'gateway-yaml':
      return (await import('./gateway-config/extract.ts')).extractGateway(text);
    case 'module-config':
      return (await moduleConfig()).extractModuleConfig(text);
    case 'typescript':
    case 'tsx':
    case 'javascript':
      return (await typescript()).extractTypeScript(text, language, options);
  }
}
