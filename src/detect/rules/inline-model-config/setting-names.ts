import { byText } from '../../catalog/by-text.ts';

/** What a model is set up with. */
export type Setting = 'url' | 'tokens' | 'context' | 'sampling' | 'model' | 'patience';

/** Names of settings, in lower case and without underscores. */
const SETTINGS: readonly [RegExp, Setting][] = [
  [
    /^(?:url|uri|endpoint|server|host|hostname|apiurl|(?:azure|api|model|openai)?(?:base|baseurl|baseuri|endpoint|host)|serverurl|apibaseurl)$/,
    'url',
  ],
  [
    /^(?:max|num|min)(?:output|input|completion|new|context|prompt|total|response|thinking)?tokens?(?:limit|max|count|tosample)?$|^(?:output|input|completion|new|context|prompt|total|response|thinking)tokens?(?:limit|max|tosample)$|^(?:context|thinking)?tokens(?:tosample)?$|^ctxsize$|^(?:max|num|n)(?:ctx|context|predict|output|input)|(?:max|limit|output|input)\w*(?:token|ctx|context)|(?:token|context)\w*(?:limit|max|length|window|size)|max(?:prompt|input)(?:length|chars|characters|size)/,
    'tokens',
  ],
  [
    /temperature$|^(?:temp|topp|minp|frequencypenalty|presencepenalty|repeatpenalty|(?:reasoning|thinking)?(?:effort|budget)|(?:reasoning|thinking)level|(?:thinking)?budgettokens|stop)$/,
    'sampling',
  ],
  [
    /^(?:model|modelname|modelid|modelkey|modelpath|engine|deployment|deploymentname|deploymentid|llm|llmmodel)$/,
    'model',
  ],
  [/^(?:request|response|max|llm|api|call)?timeout(?:s|ms|sec|secs|seconds)?$/, 'patience'],
];

/** A request carries these; it is no configuration. */
export const CARRIES = /^(?:messages|prompt|input|inputs|contents|parts|query|question|text|stream)$/;

/** Nobody's setting has a longer name. */
export const MAX_NAME = 80;

/** What a name sets up; `null` for what is paid, counted or anything else. */
export const settingOf = byText((name): Setting | null => {
  if (name.length > MAX_NAME) return null;
  const bare = name
    .replace(/[_-]/g, '')
    .replace(/^default/i, '')
    .toLowerCase();
  if (/cost|price|per|rate|usage|chunk/.test(bare) && !/temperature|penalty/.test(bare)) return null;
  const setting = SETTINGS.find(([pattern]) => pattern.test(bare))?.[1] ?? null;
  // How long an answer may be and how much a model reads are two things that are set up.
  return setting === 'tokens' && OF_CONTEXT.test(bare) ? 'context' : setting;
});

/** Whether a name is that of a limit or of a sampling, which nothing but an LLM has. */
export function setsModelUp(name: string): boolean {
  return /^temperature$|^top_?p$/i.test(name) || ['tokens', 'context'].includes(settingOf(name) ?? '');
}

const OF_CONTEXT = /context|ctx/;

/** How much a model reads. */
export const CONTEXT = /^(?:max_?)?context_?(?:window)?_?(?:length|size|tokens|limit)?$/i;
