import { isVendorModel } from '../catalog/model-names.ts';
import type { Sign } from '../catalog/sign.ts';
import { signs } from '../catalog/sign.ts';

/**
 * How a vendor's keys look. `pattern` is the source of a regular expression; its first group is drawn by lot, and
 * nothing else in it varies but Azure's tail.
 */
interface KeyForm {
  service: string | null;
  pattern: string;
}

/** What has one of these and is too short for its form was shortened, and Langfuse's keys (`lf`) open no model. */
const LONGER_PREFIX = '(?:ant|or|proj|svcacct|admin|None|lf)-';

/** Longer prefixes first. Sources: the vendors' own descriptions, and GitHub's secret scanning. */
const KEY_FORMS: readonly KeyForm[] = [
  { service: 'Anthropic', pattern: 'sk-ant-(?:[a-z]+\\d\\d-)?([A-Za-z0-9_-]{16,})' },
  { service: 'OpenRouter', pattern: 'sk-or-(?:v1-)?([A-Za-z0-9_-]{16,})' },
  { service: 'OpenAI', pattern: 'sk-(?:proj|svcacct|admin|None)-([A-Za-z0-9_-]{16,})' },
  // OpenAI's older keys, DeepSeek's, Moonshot's, SiliconFlow's, and those that LiteLLM makes.
  { service: null, pattern: `sk-(?!${LONGER_PREFIX})([A-Za-z0-9_-]{16,})` },
  { service: 'Google', pattern: 'AIza([A-Za-z0-9_-]{35})' },
  { service: 'Google', pattern: 'AQ\\.Ab([A-Za-z0-9_-]{40,})' },
  // 84 characters: drawn ones, a mark with the date and the region, in which runs of `A` are common, and a checksum.
  { service: 'Azure AI', pattern: '([A-Za-z0-9]{52})JQQJ99[A-Za-z0-9]{18}ACOG[A-Za-z0-9]{4}' },
  { service: 'Groq', pattern: 'gsk_([A-Za-z0-9]{20,})' },
  { service: 'Hugging Face', pattern: 'hf_([A-Za-z0-9]{30,})' },
  { service: 'xAI', pattern: 'xai-([A-Za-z0-9]{20,})' },
  { service: 'Replicate', pattern: 'r8_([A-Za-z0-9]{20,})' },
  { service: 'AWS', pattern: '(?:AKIA|ASIA)([A-Z0-9]{16})' },
  { service: 'Perplexity', pattern: 'pplx-([A-Za-z0-9]{20,})' },
  { service: 'NVIDIA', pattern: 'nvapi-([A-Za-z0-9_-]{30,})' },
  { service: 'Cerebras', pattern: 'csk-([A-Za-z0-9]{20,})' },
  { service: 'Fireworks AI', pattern: 'fw_([A-Za-z0-9]{20,})' },
  { service: 'Together AI', pattern: 'tgp_v1_([A-Za-z0-9_-]{20,})' },
  { service: 'Jina AI', pattern: 'jina_([A-Za-z0-9_-]{30,})' },
  { service: 'Voyage AI', pattern: 'pa-([A-Za-z0-9_-]{40,})' },
];

const BEFORE = '(?<![A-Za-z0-9_-])';
const AFTER = '(?![A-Za-z0-9_-])';

const ANY_KEY = new RegExp(`${BEFORE}(?:${KEY_FORMS.map(({ pattern }) => pattern).join('|')})${AFTER}`, 'g');

/** What every text that holds a key has: a prefix, and as many characters as its form asks for at the least. */
export const KEY_SIGNS: readonly Sign[] = [
  ...keySigns(['sk-', 'AKIA', 'ASIA'], 16),
  ...keySigns(['gsk_', 'hf_', 'xai-', 'r8_', 'pplx-', 'nvapi-', 'csk-', 'fw_', 'tgp_v1_', 'jina_'], 20),
  ...keySigns(['AIza'], 35),
  ...keySigns(['AQ.Ab'], 40),
  ...signs('note', ['JQQJ99'], { after: '[a-z0-9]{18}ACOG[a-z0-9]{4}' }),
  ...keySigns(['pa-'], 40),
];

function keySigns(prefixes: string[], length: number): Sign[] {
  return signs('note', prefixes, { before: '^|[^a-z0-9_-]', after: `[a-z0-9_-]{${length}}` });
}

/** A part of every key, quicker to look for than the whole of each: nearly every text holds none. */
const PART_OF_KEY =
  /[kaix]-[A-Za-z0-9_-]{16}|Iza[A-Za-z0-9_-]{35}|A[KS]IA[A-Z0-9]{16}|[kf8w1a]_[A-Za-z0-9_-]{20}|Q\.Ab[A-Za-z0-9_-]{40}|JQQJ99/;

/** A key in a text. */
export interface FoundKey {
  start: number;
  end: number;
  /** The vendor whose form it has; `null` if several have it. */
  service: string | null;
  /** As it may be shown: its prefix and a few characters. */
  shown: string;
}

/** Every key in a text that has a vendor's form and is no placeholder, in order. */
export function keysIn(text: string): FoundKey[] {
  const found: FoundKey[] = [];
  if (!PART_OF_KEY.test(text)) return found;
  for (const match of text.matchAll(ANY_KEY)) {
    const [key, ...groups] = match;
    const index = groups.findIndex((group) => group !== undefined);
    const drawn = groups[index] ?? '';
    const prefix = key.slice(0, key.indexOf(drawn));
    if (isPlaceholder(prefix + drawn) || !isDrawn(drawn) || opensNoModel(text, match.index, key)) continue;
    const service = KEY_FORMS[index]?.service ?? null;
    found.push({
      start: match.index,
      end: match.index + key.length,
      service,
      shown: shownKey(prefix, drawn),
    });
  }
  return found;
}

/** How far the other settings of a Firebase project stand from its key. */
const NEAR = 400;

/** What stands beside a Firebase project's key in what every page of it shows: that key opens nothing by itself. */
const OF_FIREBASE = /authDomain|messagingSenderId|firebaseapp\.com/i;

/** Other services of Google's that take such a key, by what it is called or by the address that it is sent to. */
const OF_OTHER_SERVICES =
  /(?:firebase|gtx|google_?translate|maps?|places|geocod\w*|gcal|calendar|youtube|innertube|recaptcha|sheets?|drive|pagespeed|safe_?browsing|custom_?search)\w{0,20}["']?[)\]]?(?:\s*(?:[:=,]|\|\||\?\?)\s*|\s+or\s+)["'`]?$|(?:maps|places|www)\.googleapis\.com\/[^\s"'`]*[?&]key=$/i;

/** `{"AIza…": "Google Maps API key"}`: keys by what they are for. */
const FOR_OTHER_SERVICES =
  /^["'`]\s{0,8}[:,]\s{0,8}["'`][^\n]{0,60}(?:maps|places|geocod|calendar|youtube|recaptcha|firebase)/i;

/** Google's key in the object of a Firebase project's web configuration, or of another service that it is named after. */
function opensNoModel(text: string, index: number, key: string): boolean {
  if (!key.startsWith('AIza')) return false;
  const before = text.slice(Math.max(0, index - NEAR), index);
  const behind = text.slice(index + key.length, index + key.length + NEAR);
  if (OF_OTHER_SERVICES.test(before.slice(before.lastIndexOf('\n') + 1))) return true;
  if (FOR_OTHER_SERVICES.test(behind)) return true;
  const opened = before.lastIndexOf('{');
  if (opened === -1 || before.lastIndexOf('}') > opened) return false;
  const [rest = ''] = behind.split('}');
  return OF_FIREBASE.test(before.slice(opened) + rest);
}

/** Characters of a key that are shown: enough to find it again in the vendor's list, too few to use. */
const SHOWN = 4;

function shownKey(prefix: string, drawn: string): string {
  return `${prefix}${drawn.slice(0, SHOWN)}…`;
}

/** `sk-fading-circle` is made of words; what is drawn by lot mixes letters and digits, or capitals and small letters. */
function isDrawn(text: string): boolean {
  if (!/\d/.test(text)) return isMixedCase(text.replaceAll(/[-_]/g, '')) || isLongerThanWords(text);
  if (!/[A-Za-z]/.test(text)) return false;
  const runs = text.split(/[-_]/).filter((run) => /\d/.test(run) && /[A-Za-z]/.test(run));
  return (
    runs.some((run) => run.length >= 12) || (runs.length > 0 && /[a-z]/.test(text) && /[A-Z]/.test(text))
  );
}

/** Hugging Face's keys are letters alone. `camelCase` has fewer capitals, and as words are long, far fewer. */
function isMixedCase(letters: string): boolean {
  const capitals = letters.replace(/[a-z]/g, '').length / letters.length;
  return letters.length >= FEWEST_LETTERS && capitals > FEWEST_OF_A_CASE && capitals < 1 - FEWEST_OF_A_CASE;
}

const FEWEST_LETTERS = 24;
const FEWEST_OF_A_CASE = 0.3;

/** SiliconFlow's keys are 48 small letters. */
function isLongerThanWords(letters: string): boolean {
  return letters.length >= 40 && /^[a-z]+$/.test(letters);
}

/** `AB12CD34EF56`: letters and digits each in their order, as people make keys up. */
function isCounted(text: string): boolean {
  const drawn = text.replace(/^(?:[a-z]{2,6}[-_])+/, '');
  const letters = drawn.replace(/[^A-Za-z]/g, '').toLowerCase();
  const digits = drawn.replace(/\D/g, '');
  return (
    digits !== '' &&
    letters.length >= FEWEST_IN_ORDER &&
    ALPHABETS.includes(letters) &&
    DIGITS.includes(digits)
  );
}

const FEWEST_IN_ORDER = 6;
const ALPHABETS = 'abcdefghijklmnopqrstuvwxyz'.repeat(3);
const DIGITS = '01234567890'.repeat(4) + '1234567890'.repeat(4);

const WORDS_OF_PLACEHOLDERS =
  /example|redacted|placeholder|dummy|your|fake|x{3,}|changeme|change[-_]me|replace|insert|sample|mock|not[-_]?(?:an?[-_]?)?(?:real|needed|used|required|set|provided|given|available|applicable)|no[-_]?key|unused|ignored|invalid|anything|do[-_]not|leak|\.{3}|…|12345678|987654321|abcdefg|abcd?-?123|(.)\1{4,}|(?:([a-z\d])\2{3}){3}/i;

const WHOLE_WORDS_OF_PLACEHOLDERS =
  /(?:^|[-_ ])(?:test(?:ing)?|tests?key|empty|none|null|undefined|foo|bar|baz|demo|todo|na|n\/a|abc123|abc|1234|12345|123456)(?:[-_ ]|\d{0,4}$)/i;

/** What a key is called when there is none; people put the same words before what is drawn by lot. */
const NAMES_OF_KEYS =
  /(?:^|[-_ ])(?:local|localhost|ollama|vllm|lm[-_]?studio|llama|secret|key|api[-_]?key|token|litellm)(?:[-_ ]|\d{0,4}$)/i;

/** What finds so many characters in a row, mixed of letters and digits: no word is. */
function drawnByLot(length: number): RegExp {
  return new RegExp(`(?=[a-z]{0,${length - 1}}\\d)(?=\\d{0,${length - 1}}[a-z])[a-z\\d]{${length}}`, 'i');
}

const DRAWN_BY_LOT = drawnByLot(20);

/** What has no vendor's form is a key where it is so long and so mixed: other texts under such a name are examples. */
const SHORTEST_DRAWN = 20;
const MIXED = drawnByLot(12);

/** Whether a text that has no vendor's form looks like a key by itself, whatever it is called. */
export function isLikeKey(text: string): boolean {
  return text.length >= SHORTEST_DRAWN && MIXED.test(text);
}

/** What a text begins with that {@link handedKey} reads, and a part of it that {@link isLikeKey} asks for. */
const LIKE_KEY = new RegExp(
  `(?:["'\`]\\s*|(?:bearer|basic|token|key)\\s+)[\\w.~+/=:\\\\-]*?${MIXED.source}`,
  'i',
);

/** Whether code may hold a key that is one by its form, as in tests it has to be. */
export function mayHoldKey(code: string): boolean {
  return PART_OF_KEY.test(code) || LIKE_KEY.test(code);
}

/** `sk-or-sentinel`: a vendor's prefix before nothing but words. */
const WORDS_BEHIND_A_PREFIX = /^(?:sk|gsk|hf|xai|r8|pplx|nvapi|csk|fw|pk|key)(?:[-_][a-z]+)+$/i;

/** `NOT_CONFIGURED`, `MISSING_KEY`: nor from capitals alone, in words. */
const WORDS_IN_CAPITALS = /^[A-Z]{2,}(?:[-_][A-Z]{2,})+$/;

/** `configured`, `openaicompatible`: nothing is drawn by lot from small letters alone. */
const ONE_WORD = /^[a-z]{1,16}$/;

/**
 * Whether a text stands where a key would, and says so: `dummy`, `${NAME}`, `<your key>`, `sk-xxx`, `EMPTY`; or is one that
 * dotenvx encrypted.
 */
function isPlaceholder(text: string): boolean {
  return (
    /[<>{}$%[\]()*]|^\s*$|^encrypted:/.test(text) ||
    WORDS_OF_PLACEHOLDERS.test(text) ||
    WHOLE_WORDS_OF_PLACEHOLDERS.test(text) ||
    (NAMES_OF_KEYS.test(text) && !DRAWN_BY_LOT.test(text)) ||
    (WORDS_BEHIND_A_PREFIX.test(text) &&
      !text.split(/[-_]/).some((run) => isMixedCase(run) || isLongerThanWords(run))) ||
    WORDS_IN_CAPITALS.test(text) ||
    ONE_WORD.test(text) ||
    isCounted(text)
  );
}

/** `base_url`, `JsonStorage`, `small-int8`, `./data`: where nobody knows which setting is looked up, others than the key come along. */
const NAME_IN_CODE = /^[a-z]+(?:[-_.][a-z]+\d{0,2})+$|^(?=.{1,24}$)(?:[A-Z]+[a-z]{2,}){2,}$|^\.{0,2}\//;

/** A shorter text opens nothing. */
const SHORTEST_KEY = 8;

const SHORTENED = new RegExp(`^sk-${LONGER_PREFIX}`);

/** What other headers hold beside that of the key, `2023-06-01` and `application/json`, where nobody knows which is read. */
const OTHER_HEADER = /^(?:\d{4}-\d{2}-\d{2}|(?:application|text|audio|image|multipart)\/[\w.+-]+)$/;

/**
 * The key in a text that is handed over as one, `Bearer …` or bare, and how it may be shown; `null` if it is a
 * placeholder, or has a vendor's form, which {@link keysIn} finds where it is written.
 */
export function handedKey(text: string): { text: string; shown: string } | null {
  const bare = text
    .replace(/^["']|["']$/g, '')
    .replace(/^\s*(?:Bearer|Basic|Token|Api-Key|Key)\s+/i, '')
    .trim();
  if (bare.length < SHORTEST_KEY || /\s/.test(bare) || isPlaceholder(bare) || keysIn(bare).length > 0)
    return null;
  if (SHORTENED.test(bare) || NAME_IN_CODE.test(bare) || OTHER_HEADER.test(bare) || isVendorModel(bare))
    return null;
  return /^[\w.~+/=:-]+$/.test(bare) && !/:\/\//.test(bare)
    ? { text: bare, shown: shownKey('', bare) }
    : null;
}
