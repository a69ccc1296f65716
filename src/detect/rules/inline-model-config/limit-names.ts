/** How long an answer may be, however it is spelt. */
const ANSWER =
  'max_?(?:output|completion|new|response|thinking)?_?(?:tokens?(?:_?per_?(?:response|answer))?|output)|output_?(?:token_?)?limit';

/** How much is thought before one. */
const THOUGHT = 'budget_?tokens|(?:thinking|reasoning)_?(?:budget|effort|level)(?:_?tokens)?|effort';

/** How much a model is given to read. */
const QUESTION = 'max_?(?:prompt|input)_?(?:length|chars|characters|size)';

/** Names of a field that limits or colours answers. */
export const ANSWER_LIMIT = new RegExp(
  `^(?:default_?)?(?:${ANSWER}|${THOUGHT}|${QUESTION}|temperature|top_?p|(?:request_?)?timeout(?:_?(?:s|ms|seconds))?)$`,
  'i',
);

/** Names that speak of what a model may read or write. */
const LIMITS_MODEL = new RegExp(
  `${ANSWER}|max_?(?:model_?(?:tokens?|output)|context)|(?:context|token)_?(?:window|limit|length|size)|num_?(?:ctx|predict)|temperature(?:_?for|$)`,
  'i',
);

export function speaksOfLimit(name: string): boolean {
  return LIMITS_MODEL.test(name) && !COUNTS.test(name);
}

/** Names that make the prefilter look at a file, which may name no model but by a constant. */
export const IS_SIGN =
  /max_?\w{0,11}token(?:s|(?![a-z]))|token_?limit|temperature|context_?(?:window|length|size)/i;

/** Names of what is measured, paid or shown, and sets nothing up. */
export const COUNTS =
  /price|pricing|cost|rate|usage|used|spent|(?<!thinking_?|reasoning_?)budget(?!_?tokens)|per_|rpm|tpm|dimension|score|rank|weight|ratio|multiplier|cache_?min|latency|speed|v?ram_|memory|_mb|_gb/i;

/** How much is thought. */
export const EFFORT = /^(?:none|minimal|low|medium|high|xhigh|max)$/;
