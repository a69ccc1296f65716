import { createHash } from 'node:crypto';

/** How vendors' keys begin, how many characters follow, and how they end: what `{{key:openai}}` in a case becomes. */
const FORMS: Readonly<Record<string, [prefix: string[], length: number, tail?: string[]]>> = {
  openai: [['sk', 'proj', ''], 48],
  openaiOld: [['sk', ''], 48],
  anthropic: [['sk', 'ant', 'api03', ''], 80],
  litellm: [['sk', ''], 22],
  gateway: [['sk', 'litellm', ''], 32],
  google: [['AI', 'za'], 35],
  groq: [['gsk_'], 52],
  huggingface: [['hf_'], 34],
  huggingfaceOld: [['hf_'], 34],
  azure: [[''], 32],
  azureNew: [[''], 52, ['JQQJ', '99', 'BZACAb1Cd2Ef3', 'AAAAA', 'ACOG', 'q7Wx']],
  googleNew: [['AQ', '.Ab'], 45],
  googleLetters: [['AI', 'za'], 17, ['-', 'bDkQsWm', '_', 'zHrTyLcVp']],
  siliconflow: [['sk', ''], 48],
  langfuse: [['sk', 'lf', ''], 36],
  short: [[''], 14],
};

/** A text that looks like a key and is none. Cases name it, so that no file holds what looks like a secret. */
export function keyOf(kind: string): string {
  const form = FORMS[kind];
  if (!form) throw new Error(`No key is called "${kind}".`);
  const [prefix, length, tail = []] = form;
  const joined = prefix.join(kind.startsWith('google') ? '' : '-');
  const drawn = createHash('sha512').update(kind).digest('hex');
  return joined + spelled(kind, drawn).slice(0, length) + tail.join('');
}

function spelled(kind: string, drawn: string): string {
  if (kind === 'azure') return drawn;
  if (kind === 'siliconflow') return lettersAlone(drawn).toLowerCase();
  return kind === 'huggingfaceOld' || kind === 'googleLetters' ? lettersAlone(drawn) : mixedCase(drawn);
}

/** Every key that may stand in a case. */
export function keys(): string[] {
  return Object.keys(FORMS).map(keyOf);
}

function mixedCase(hex: string): string {
  return [...hex].map((digit, index) => (index % 3 === 0 ? digit.toUpperCase() : digit)).join('');
}

function lettersAlone(hex: string): string {
  return [...hex].map((digit) => 'bDkQsWmzHrTyLcVp'[Number.parseInt(digit, 16)] ?? '').join('');
}
