import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import type { Located } from '../located.ts';
import { isGiven, kindOf, numberOf, textOf, valueAt } from '../located.ts';
import type { Check } from './check.ts';

/** What a limit counts, and between which numbers it makes sense. */
interface Limit {
  unit: 'seconds' | 'tokens' | 'times' | 'requests';
  least: number;
  /** Above it the number is most likely a slip. */
  most: number;
  mayBeFraction: boolean;
}

/** A day. What comes in thousands is in milliseconds sooner: see {@link MILLISECONDS}. */
const TIMEOUT: Limit = { unit: 'seconds', least: 0, most: 86_400, mayBeFraction: true };

/** LiteLLM's own default is 6,000 seconds (`request_timeout` in `litellm/__init__.py`); `30000` is half a minute. */
const MILLISECONDS = 6_000;
/** No model gives more; contexts reach some ten million. */
const TOKENS: Limit = { unit: 'tokens', least: 1, most: 10_000_000, mayBeFraction: false };
const OUTPUT: Limit = { ...TOKENS, most: 2_000_000 };
/** Per minute. */
const RATE: Limit = { unit: 'requests', least: 0, most: 1e12, mayBeFraction: false };
const COUNT: Limit = { unit: 'times', least: 0, most: 100, mayBeFraction: false };

/** Limits of one model. Types: `GenericLiteLLMParams` in `litellm/types/router.py`, OpenAI's and Anthropic's parameters. */
const OF_MODELS: Readonly<Record<string, Limit>> = {
  timeout: TIMEOUT,
  stream_timeout: TIMEOUT,
  request_timeout: TIMEOUT,
  max_tokens: OUTPUT,
  max_completion_tokens: OUTPUT,
  max_output_tokens: OUTPUT,
  rpm: RATE,
  tpm: RATE,
  itpm: RATE,
  otpm: RATE,
  max_parallel_requests: RATE,
  max_retries: COUNT,
  num_retries: COUNT,
};

const OF_INFO: Readonly<Record<string, Limit>> = {
  max_tokens: TOKENS,
  max_input_tokens: TOKENS,
  max_output_tokens: OUTPUT,
};

const OF_SECTIONS: Readonly<Record<string, Readonly<Record<string, Limit>>>> = {
  litellm_settings: {
    request_timeout: TIMEOUT,
    num_retries: COUNT,
    allowed_fails: { ...COUNT, most: 1e6 },
    max_fallbacks: COUNT,
  },
  router_settings: {
    timeout: TIMEOUT,
    stream_timeout: TIMEOUT,
    num_retries: COUNT,
    allowed_fails: { ...COUNT, most: 1e6 },
    max_fallbacks: COUNT,
    cooldown_time: { ...TIMEOUT, most: 86_400 },
    retry_after: { ...TIMEOUT },
  },
};

/** Timeouts are seconds above zero, token limits whole numbers above zero. */
export const checkLimits: Check = ({ map, models }) => [
  ...models.flatMap(({ entry, path }) => [
    ...limitFaults(valueAt(entry, 'litellm_params'), `${path}.litellm_params`, OF_MODELS),
    ...limitFaults(valueAt(entry, 'model_info'), `${path}.model_info`, OF_INFO),
    ...aboveInfo(entry, path),
  ]),
  ...Object.entries(OF_SECTIONS).flatMap(([section, limits]) =>
    limitFaults(valueAt(map, section), section, limits),
  ),
];

function limitFaults(
  section: Located | null,
  path: string,
  limits: Readonly<Record<string, Limit>>,
): ConfigFault[] {
  return Object.entries(limits).flatMap(([key, limit]) => {
    const value = valueAt(section, key);
    if (!isGiven(value) || isFilledInLater(value)) return [];
    return limitFault(value, `${path}.${key}`, key, limit);
  });
}

/** `os.environ/TIMEOUT`, and what a template or a shell puts in. */
function isFilledInLater(value: Located): boolean {
  const text = textOf(value);
  return text !== null && (text.startsWith('os.environ/') || /[{$<]/.test(text));
}

function limitFault(value: Located, path: string, key: string, limit: Limit): ConfigFault[] {
  const number = numberOf(value);
  if (number === null) return notANumber(value, path, key, limit);
  const base = { id: idOf(limit), range: value.range, path } as const;
  if (number < limit.least || (limit === TIMEOUT && number === 0) || Number.isNaN(number)) {
    const message = `${quoted(key)} is ${number}, and has to be ${limit.least > 0 ? `${limit.least} or more` : above(limit)}`;
    return [{ ...base, severity: 'error', message, mend: `Write ${exampleOf(limit)}.` }];
  }
  if (!limit.mayBeFraction && !Number.isInteger(number)) {
    const message = `${quoted(key)} is ${number}, and has to be a whole number`;
    return [{ ...base, severity: 'error', message, mend: `Write ${exampleOf(limit)}.` }];
  }
  const isMilliseconds = limit.unit === 'seconds' && number > MILLISECONDS && number % 1_000 === 0;
  if (number <= limit.most && !isMilliseconds) return [];
  return [{ ...base, severity: 'warn', ...tooMuch(number, key, limit, isMilliseconds) }];
}

function above(limit: Limit): string {
  return limit.unit === 'seconds' ? 'more than 0' : '0 or more';
}

function tooMuch(
  number: number,
  key: string,
  { unit, most }: Limit,
  isMilliseconds: boolean,
): Pick<ConfigFault, 'message' | 'mend'> {
  if (unit !== 'seconds')
    return { message: `${quoted(key)} is ${number} ${unit}, more than ${most}`, mend: 'Check the number.' };
  return {
    message: `${quoted(key)} is ${number} seconds, which is ${hours(number)}`,
    mend: isMilliseconds ? `If milliseconds were meant, write ${number / 1_000}.` : 'Check the number.',
  };
}

function hours(seconds: number): string {
  return `${Math.round(seconds / 360) / 10} hours`;
}

function notANumber(value: Located, path: string, key: string, limit: Limit): ConfigFault[] {
  const text = textOf(value);
  const isNumeric = text !== null && text.trim() !== '' && Number.isFinite(Number(text));
  // `timeout: Optional[Union[float, str, …]]`, `rpm: Optional[int]`: pydantic makes numbers of such texts.
  if (isNumeric && limit.unit !== 'tokens') return [];
  return [
    {
      id: idOf(limit),
      severity: 'error',
      message: `${quoted(key)} is ${isNumeric ? 'a number in quotes' : kindOf(value)}, and has to be a number${limit.unit === 'seconds' ? ' of seconds' : ''}`,
      mend: isNumeric ? `Write ${text.trim()} without the quotes.` : `Write ${exampleOf(limit)}.`,
      range: value.range,
      path,
    },
  ];
}

function idOf({ unit }: Limit): 'timeout' | 'limit' {
  return unit === 'seconds' ? 'timeout' : 'limit';
}

function exampleOf({ unit }: Limit): string {
  return {
    seconds: 'seconds, such as 30',
    tokens: 'a number such as 512',
    times: 'a number such as 2',
    requests: 'a number such as 60',
  }[unit];
}

/** What the model may be asked for, and what it can give. */
function aboveInfo(entry: Located, path: string): ConfigFault[] {
  const asked = valueAt(entry, 'litellm_params', 'max_tokens');
  const most =
    numberOf(valueAt(entry, 'model_info', 'max_output_tokens')) ??
    numberOf(valueAt(entry, 'model_info', 'max_tokens'));
  const number = numberOf(asked);
  if (asked === null || number === null || most === null || most < 1 || number <= most) return [];
  return [
    {
      id: 'limit',
      severity: 'warn',
      message: `\`max_tokens\` is ${number}, and by its \`model_info\` the model gives ${most} at most`,
      mend: `Write ${most} or less.`,
      range: asked.range,
      path: `${path}.litellm_params.max_tokens`,
    },
  ];
}
