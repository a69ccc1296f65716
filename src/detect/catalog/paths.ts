import { HOLE } from '../link/text.ts';

/** How surely a URL path means an LLM call, whatever the host. */
export type PathMeaning =
  /** Nothing else is called that. */
  | 'inference'
  /** An LLM call unless the request's body is known and holds no model or prompt. */
  | 'likely'
  /** Common in ordinary applications too: only with a model or prompt in the body. */
  | 'shared'
  /** Health, lists of models, keys and accounts: not a bypass (issue 3, "Not findings"). */
  | 'quiet'
  | 'other';

/** Any text without a slash; unknown parts of a URL are `HOLE` and match too. */
const SEGMENT = '[^/]+';

const INFERENCE = [
  '/chat/completions',
  '/v1/completions',
  '/v1/embeddings',
  '/v1/images/(?:generations|edits|variations)',
  '/v1/audio/(?:speech|transcriptions|translations)',
  '/v1/realtime(?:/sessions)?',
  ':(?:streamG|g)enerateContent',
  ':(?:batchE|e)mbedContents?',
  ':(?:streamR|r)awPredict',
  `/model/${SEGMENT}/(?:invoke|converse)(?:-with-response-stream|-stream)?`,
  `/openai/deployments/${SEGMENT}/(?:completions|embeddings)`,
  `/serving-endpoints/${SEGMENT}/invocations`,
];

const LIKELY = [
  '/v1/messages',
  '/v1/responses',
  '/v1/complete',
  '/v1/moderations',
  '/v1/rerank',
  '/api/generate',
  '/generate_stream',
  '/v1/generate',
];

const SHARED = [
  '/api/chat',
  '/api/embed',
  '/api/embeddings',
  '/api/v1/generate',
  '/completion',
  '/completions',
  '/embeddings',
  '/generate',
  '/infill',
];

const QUIET = [
  '',
  '(?:/[^/]+)*/(?:models|engines|voices)',
  // Who serves a model, of OpenRouter.
  `(?:/(?:api|v\\d+))*/models/${SEGMENT}(?:/${SEGMENT})?/endpoints`,
  '(?:/[^/]+)*/api/(?:tags|ps|show|version|pull)',
  `(?:/(?:api|openai|inference))*/v\\d+\\w*/models/[^/:${HOLE}]+`,
  '(?:/(?:api|v\\d+\\w*))*/(?:tags|version|ps|show)',
  // What some vendors have besides: the web is searched there, or what was uploaded.
  '(?:/[^/]+)*/(?:(?:web_?)?search|web_fetch)',
  '(?:/v\\d+)?/datasets(?:/.*)?',
  // What agents have done, for people to look at.
  '(?:/v\\d+)?/traces(?:/ingest)?',
  // A vendor's server of tools, for the Model Context Protocol.
  '(?:/[^/]+)*/mcp(?:/[^/]+)*',
  '(?:/v\\d+\\w*)?/(?:health|healthz|health_check|livez|readyz|ready|ping|status|metrics|version|props|slots|info)(?:/.*)?',
  // What is asked about oneself, and the vendor's pages for people, which some have on the same host.
  '(?:/[^/]+)*/users?/login',
  '(?:/[^/]+)*/(?:keys?|api[-_]?keys?|credits|usage|balance|billing|subscription|account|users?|me)',
  '(?:/[^/]+)*/(?:oauth2?|auth)(?:/[^/]+)*',
  '/(?:settings|docs?|documentation|dashboard|console|login|signup|pricing|terms|privacy|downloads?|library)(?:/.*)?',
];

function endsWith(paths: string[]): RegExp {
  return new RegExp(`(?:${paths.join('|')})$`);
}

const MEANINGS: readonly [RegExp, PathMeaning][] = [
  [endsWith(INFERENCE), 'inference'],
  [new RegExp(`^(?:${QUIET.join('|')})$`), 'quiet'],
  // A table of PostgREST's and Supabase's, `/rest/v1/messages`, and a messenger's own: `/im/v1/messages`.
  [/\/(?:rest|im)\/v1\/[^/]+$/, 'other'],
  [endsWith(LIKELY), 'likely'],
  [endsWith(SHARED), 'shared'],
];

/** What a URL's path says; without query, unknown parts as `HOLE`. */
export function pathMeaning(path: string): PathMeaning {
  const bare = path.replace(/\/+$/, '');
  return MEANINGS.find(([pattern]) => pattern.test(bare))?.[1] ?? 'other';
}

/** Words of which every path above holds at least one, for the prefilter. */
export const PATH_WORDS = {
  /** Hardly seen outside of LLM code. */
  strong: [
    'completions',
    'generateContent',
    'embedContent',
    'rawPredict',
    'serving-endpoints',
    'generate_stream',
    'api/generate',
    'v1/messages',
    'v1/responses',
    'api/chat',
    'api/embed',
    'v1/embeddings',
    'v1/audio/',
    'v1/images/',
  ],
  /** Seen everywhere: they count only next to something that sends requests. */
  weak: [
    ...['messages', 'responses', 'rerank', 'embeddings'],
    ...['generate', 'completion', 'infill', 'invoke', 'converse'],
  ],
  /** Those that end many other paths too, by what they stand below if no piece of a path begins with them. */
  common: {
    'v\\d\\w{0,9}': ['complete', 'moderations', 'realtime'],
    api: ['chat', 'embed'],
    images: ['generations', 'edits', 'variations'],
    audio: ['speech', 'transcriptions', 'translations'],
  },
} as const;
