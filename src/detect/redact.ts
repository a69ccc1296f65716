const REDACTED = '[redacted]';

/** Keys that tell themselves by their form. Sources: the vendors' own descriptions, and GitHub's secret scanning. */
const KEY_FORMS: readonly RegExp[] = [
  /\b(?:sk|pk|rk|gsk|pplx|xai|nvapi|tgp|fw|csk|r8|hf|jina|pa|lsv2|ghp|gho|ghs|ghu|ghr|glpat|npm|xox[abprs])[-_][A-Za-z0-9_-]{12,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bAQ\.Ab[\w-]{20,}/g,
  /\b[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** `Authorization: Bearer …`, whatever the key looks like; `${…}` and `{…}` are no key. */
const BEARER = /\b(Bearer|Basic|Token)(\s+)([A-Za-z0-9+/_.=-]{8,})/gi;

/** `api_key="…"`, `password: '…'`, `?key=…`; names in the value's place (`os.environ`) have no quotes. */
const NAMED =
  /((?:api[-_]?key|secret|token|passwo?r?d|passwd|credential|authorization|private[-_]?key|access[-_]?key)\w*["'`]?\]?\s*[:=]\s*[rbfu]{0,2}["'`])([^"'`\n]{6,})/gi;
const IN_QUERY = /([?&](?:api[-_]?key|key|token|access_token|sig|signature)=)([^&\s"'`]{6,})/gi;

/** A long text without spaces that looks drawn by lot. */
const LONG_WORD = /(["'`])([A-Za-z0-9+/_=-]{32,})\1/g;

/** Takes everything out of a text that looks like a key, so that it may be shown and stored. */
export function redact(text: string): string {
  let clean = text;
  for (const form of KEY_FORMS) clean = clean.replace(form, REDACTED);
  return clean
    .replace(BEARER, (_, scheme: string, space: string) => `${scheme}${space}${REDACTED}`)
    .replace(IN_QUERY, (_, name: string) => `${name}${REDACTED}`)
    .replace(NAMED, (whole, name: string, value: string) =>
      isPlaceholder(value) ? whole : `${name}${REDACTED}`,
    )
    .replace(LONG_WORD, (whole, quote: string, word: string) =>
      isRandom(word) ? quote + REDACTED + quote : whole,
    );
}

/** `${KEY}`, `Bearer {key}`, `<your key>`: no key, and worth reading. */
function isPlaceholder(value: string): boolean {
  const rest = value.replace(/\$?\{[^}]*\}|<[^>]*>|\[redacted\]|\b(?:Bearer|Basic|Token)\b/gi, '');
  return rest.trim().length < 6;
}

/** Sixteen digits give no more than 4 bits, and 32 drawn by lot seldom less than 3.3. */
const LEAST_BITS_OF_HEX = 3;
const LEAST_BITS = 3.7;

/** Parts of what people name: `anthropic/claude-3-7-sonnet-20250219`, `llama-3-70b-instruct`. */
const WRITTEN_PART = /^(?:[a-z]{1,12}|\d{1,8}|[a-z]\d{1,2}|\d{1,3}[a-z])$/;

/** Bits a character: English words have below 3.5, keys of base 64 above 4. */
function isRandom(word: string): boolean {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  const least = /^[\da-f]+$/i.test(word) ? LEAST_BITS_OF_HEX : LEAST_BITS;
  return /\d/.test(word) && bits > least && !word.split(/[-_/]/).every((part) => WRITTEN_PART.test(part));
}
