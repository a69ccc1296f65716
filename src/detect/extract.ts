import type { Extraction, Skip } from './extraction.ts';
import { nothingToSee, skippedBlob } from './extraction.ts';
import type { FileFacts, Language } from './facts.ts';
import { keyFacts } from './keys/key-facts.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import type { Vocabulary } from './prefilter.ts';
import { glanceOf, mayMatter } from './prefilter.ts';
import { keepStatementTexts } from './statement-text.ts';
import { streamMarks } from './stream-marks.ts';

/**
 * One blob, through limits, prefilter and parser. Never throws; what a stack or heap overflow does to the
 * thread is for the worker pool (`worker/pool.ts`) to survive.
 */
export async function extractBlob(
  bytes: Uint8Array,
  language: Language,
  vocabulary: Vocabulary,
): Promise<Extraction> {
  const suspicious = mayMatter(bytes, language, vocabulary);
  // Most YAML configures something else: however large, it is none of ours.
  if (language === 'gateway-yaml' && !suspicious) return nothingToSee(language);
  if (bytes.length > MAX_FILE_BYTES) {
    const message = `It has ${bytes.length} bytes; files over ${MAX_FILE_BYTES} are not parsed. Split it, or move it under an ignored path.`;
    return skippedBlob(language, 'too-large', message, suspicious);
  }
  if (!suspicious) return turnedAway(bytes, language, vocabulary);
  const text = decodeUtf8(bytes);
  if (text === null) {
    return skippedBlob(language, 'not-utf8', 'It is not valid UTF-8. Save it as UTF-8.', true);
  }
  return extractText(text, language);
}

/** Other files of its tree may call for it, by what it imports. */
function turnedAway(bytes: Uint8Array, language: Language, vocabulary: Vocabulary): Extraction {
  const glance = glanceOf(bytes, language, vocabulary);
  return glance === null ? nothingToSee(language) : { ...nothingToSee(language), glance };
}

/** What the file says, without limits and prefilter. Never throws: a fault is an entry in `problems`. */
export async function extractFacts(bytes: Uint8Array, language: Language): Promise<FileFacts> {
  const text = new TextDecoder('utf-8').decode(bytes);
  return (await extractText(text, language)).facts;
}

async function extractText(text: string, language: Language): Promise<Extraction> {
  const facts = await parse(text, language);
  const keys = keyFacts(text, facts.comments);
  if (keys.length > 0) facts.keys = keys;
  const marks = streamMarks(text, facts.comments);
  if (marks.length > 0) facts.streamMarks = marks;
  keepStatementTexts(facts, text);
  return { facts, parsed: true, skipped: skipOf(facts) };
}

/** A syntax error is no skip: what the parser recovered is analysed. */
function skipOf({ problems }: FileFacts): Skip | null {
  const problem = problems.find(({ reason }) => reason !== undefined && reason !== 'syntax');
  if (!problem?.reason || problem.reason === 'syntax') return null;
  const message = `${problem.message} Simplify or split it, or move it under an ignored path.`;
  return { reason: problem.reason, message, suspicious: true };
}

/** Parsers are heavy modules: each is loaded when the first file needs it. */
async function parse(text: string, language: Language): Promise<FileFacts> {
  switch (language) {
    case 'python':
      return (await import('./python/extract.ts')).extractPython(text);
    case 'environment':
    case 'environment-yaml':
    case 'environment-dockerfile':
      return (await import('./environment/extract.ts')).extractEnvironment(text, language);
    case 'gateway-yaml':
      return (await import('./gateway-config/extract.ts')).extractGateway(text);
    case 'module-config':
      return (await import('./module-config/extract.ts')).extractModuleConfig(text);
    case 'typescript':
    case 'tsx':
    case 'javascript':
      return (await import('./typescript/extract.ts')).extractTypeScript(text, language);
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
