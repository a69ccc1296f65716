import type { Extraction } from './extraction.ts';
import { nothingToSee, skippedBlob } from './extraction.ts';
import type { FileFacts, Language } from './facts.ts';
import { emptyFacts } from './facts.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import type { Vocabulary } from './prefilter.ts';
import { mayMatter } from './prefilter.ts';
import { keepStatementTexts } from './statement-text.ts';

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
  if (bytes.length > MAX_FILE_BYTES) {
    const message = `It has ${bytes.length} bytes; files over ${MAX_FILE_BYTES} are not parsed. Split it, or move it under an ignored path.`;
    return skippedBlob(language, 'too-large', message, suspicious);
  }
  if (!suspicious) return nothingToSee(language);
  const text = decodeUtf8(bytes);
  if (text === null) {
    return skippedBlob(language, 'not-utf8', 'It is not valid UTF-8. Save it as UTF-8.', true);
  }
  return extractText(text, language);
}

/** What the file says, without limits and prefilter. Never throws: a fault is an entry in `problems`. */
export async function extractFacts(bytes: Uint8Array, language: Language): Promise<FileFacts> {
  const text = new TextDecoder('utf-8').decode(bytes);
  return (await extractText(text, language)).facts;
}

async function extractText(text: string, language: Language): Promise<Extraction> {
  try {
    const facts = await parse(text, language);
    keepStatementTexts(facts, text);
    return { facts, parsed: true, skipped: null };
  } catch (error) {
    return unparsed(language, error);
  }
}

/** Stack overflows are told by V8's own words for them; everything else is a fault of the extractor. */
function unparsed(language: Language, error: unknown): Extraction {
  const tooDeep = error instanceof RangeError && /call stack/i.test(error.message);
  const message = tooDeep
    ? 'Its code nests too deeply to be parsed. Flatten it, or move it under an ignored path.'
    : `The parser failed: ${error instanceof Error ? error.message : String(error)}`;
  const outcome = skippedBlob(language, tooDeep ? 'too-deep' : 'crashed', message, true);
  return { ...outcome, facts: { ...emptyFacts(language), problems: [{ message, range: null }] } };
}

/** Parsers are heavy modules: each is loaded when the first file needs it. */
async function parse(text: string, language: Language): Promise<FileFacts> {
  switch (language) {
    case 'python':
      return (await import('./python/extract.ts')).extractPython(text);
    case 'environment':
      return (await import('./environment/extract.ts')).extractEnvironment(text);
    default:
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
