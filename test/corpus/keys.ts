import { createHash } from 'node:crypto';

/** How vendors' keys begin, and how many characters follow: what `{{key:openai}}` in a case becomes. */
const FORMS: Readonly<Record<string, [prefix: string[], length: number]>> = {
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
};

/** A text that looks like a key and is none. Cases name it, so that no file holds what looks like a secret. */
export function keyOf(kind: string): string {
  const form = FORMS[kind];
  if (!form) throw new Error(`No key is called "${kind}".`);
  const [prefix, length] = form;
  const joined = prefix.join(kind === 'google' ? '' : '-');
  const drawn = createHash('sha512').update(kind).digest('hex');
  return joined + spelled(kind, drawn).slice(0, length);
}

function spelled(kind: string, drawn: string): string {
  if (kind === 'azure') return drawn;
  return kind === 'huggingfaceOld' ? lettersAlone(drawn) : mixedCase(drawn);
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
