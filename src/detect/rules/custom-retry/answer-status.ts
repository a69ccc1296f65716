import type { BlockFact, HeaderWords } from '../../facts.ts';
import { lastPart } from '../calls/llm-calls.ts';

const CODE = 'status(?:_?code)?';
const OF_HTTP = `ok|is_?(?:ok|success)|${CODE}`;

/** `response.status_code`, `response.status` */
const STATUS_CODE = ending(CODE);

/** What HTTP says of an answer: `response.ok`, `r.status_code`. */
const HTTP_STATUS = ending(OF_HTTP);

/** What HTTP, or a provider's own result, says of an answer: `result.success` too. */
const IS_WELL = ending(`${OF_HTTP}|success(?:ful)?`);

function ending(words: string): RegExp {
  return new RegExp(`\\.(?:${words})$`, 'i');
}

/** Whether a name asks if all is well with an answer. */
export function asksIfWell(name: string): boolean {
  return IS_WELL.test(name);
}

/** The answer that a name is about: itself, or what it asks about: `response` of `response.ok`. */
export function answerOf(name: string): string {
  return name.replace(IS_WELL, '');
}

/** The answers of which a block's head asks if all is well. */
export function askedIfWell({ names = [] }: BlockFact): string[] {
  return names.filter(asksIfWell).map(answerOf);
}

/** Whether a block's head asks what HTTP says of something. */
export function asksStatus({ names = [] }: BlockFact): boolean {
  return names.some((name) => HTTP_STATUS.test(name));
}

/** Whether a block's head asks for a status by its number: `run.status == "requires_action"` tells how far things are. */
export function asksStatusCode({ names = [], texts = [] }: BlockFact): boolean {
  return texts.length === 0 && names.some((name) => STATUS_CODE.test(name));
}

/** What a job's own status says, which is asked for until the job is done. */
const OF_JOB = /complete|succe|finish|done|pending|process|progress|queue|running|start/i;

/** What a block's head asks the status of, but for that of a job. */
export function statusOwners({ names = [], texts = [] }: BlockFact): string[] {
  if (texts.some((text) => OF_JOB.test(text))) return [];
  return names.filter((name) => HTTP_STATUS.test(name)).map((name) => name.replace(HTTP_STATUS, ''));
}

/** What an answer says instead of one: `if answer.startswith("Error")`. */
export const SAYS_FAULT =
  /error|exception|fail|wrong|quota|limit|unavailable|not available|overload|timed? ?out|exhausted|api key|429|503|⚠|❌|could not|cannot|sorry/i;

/** Whether a name is an answer, its text, or what it says of a fault: not `answer.tool_calls`, and not `plan.needs_search`. */
export function isOfText(name: string): boolean {
  const [, ...parts] = name.split('.');
  return parts.every((part) => OF_TEXT.test(part));
}

const OF_TEXT =
  /^(?:text|content|choices|candidates|message|parts|output|output_?text|data|answer|response|result|l?strip|trim|length|errors?|err|ok|is_?ok|success|is_?success|status|status_?code|failed|get|startswith|startsWith|includes|lower|toLowerCase)$/;

/** Whether a head says no more than that something came, or failed: what does not suit is another matter. */
export function saysNothingElse({ names = [], texts = [] }: HeaderWords): boolean {
  return (
    texts.every((text) => text.trim() === '' || SAYS_FAULT.test(text) || SAYS_WELL.test(text)) &&
    // `!text || text.length === 0`
    !names.some(
      (name) => saysWhatSuits(name) && !(LENGTH.test(name) && names.includes(name.replace(LENGTH, ''))),
    )
  );
}

/** `if not result["ok"]`, `if result.get("status") == "success"` */
const SAYS_WELL = /^(?:is_?)?(?:ok|success(?:ful)?|status)$/i;

/** `if result["status"] == "success"`, which asks for no name but the answer's. */
export function saysWell({ texts = [] }: HeaderWords): boolean {
  return texts.length > 0 && texts.every((text) => SAYS_WELL.test(text));
}

const LENGTH = /(?:\.trim)?\.length$/;

/** `if not is_valid(answer)`, `if (!schema.safeParse(answer).success)` (decisions 3), `while name in taken`, `while len(text) > 280`. */
function saysWhatSuits(name: string): boolean {
  return SUITS.test(name) || (IS_SO.test(lastPart(name)) && !IS_THERE.test(name));
}

const SUITS =
  /valid|pars|json|schema|match|format|fits|qualit|score|relevan|confiden|tool|approv|instance|accept|reject|language|intent|confirm|taken|seen|unique|duplicat|exist|forbid|banned|enough|(?:^|\.)(?:len|length|has)$/i;

/** `is_english`, `containsNumbers`: anything that may be so of an answer. */
const IS_SO = /^_?(?:is|has|contains|looks|meets|passes)(?:_[a-z]|[A-Z])/;

/** That it is there, or is a fault. */
const IS_THERE =
  /err|fail|fault|exception|empty|blank|none|null|nil|undefined|time_?d?_?out|limit|quota|ok$|success|unavailable|overload|busy|down$|429|5\d\d|retry|content|text|answer|reply|data/i;
