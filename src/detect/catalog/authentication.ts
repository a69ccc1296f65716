import type { Registry } from '../registry.ts';
import type { Sign } from './sign.ts';
import { signs } from './sign.ts';

/** Where a vendor hands out the tokens that its API takes. */
export interface TokenEndpoint {
  /** What the URL begins with, behind its scheme. */
  url: RegExp;
  /** For people. */
  name: string;
  /** What a file says that gets them for LLM calls; left out if they are for nothing else. */
  beside?: RegExp;
}

const AZURE_SCOPE = /(?:cognitiveservices|ai|ml)\.azure\.com/;
const VERTEX = /aiplatform|vertex|generativelanguage|rawPredict/i;

/** Sources: each vendor's page about authentication. */
export const TOKEN_ENDPOINTS: readonly TokenEndpoint[] = [
  { url: /^api\.github\.com\/copilot_internal\//, name: 'GitHub Copilot' },
  { url: /^auth0?\.openai\.com\/oauth\/token/, name: 'OpenAI' },
  { url: /^(?:console|platform|api)\.(?:anthropic|claude)\.com\/v1\/oauth\/token/, name: 'Anthropic' },
  {
    url: /^aip\.baidubce\.com\/oauth\/2\.0\/token/,
    name: 'Baidu',
    beside: /wenxin|ernie|qianfan|ai_custom/i,
  },
  {
    url: /^iam\.(?:[\w-]+\.)*(?:cloud\.ibm\.com|bluemix\.net)\/(?:identity|oidc)\/token/,
    name: 'IBM watsonx',
    beside: /watsonx|ml\.cloud\.ibm\.com|ml\/v1/i,
  },
  {
    url: /^ngw\.devices\.sberbank\.ru(?::\d+)?\/api\/v2\/oauth/,
    name: 'GigaChat',
    beside: /giga/i,
  },
  {
    url: /^iam\.api\.cloud\.yandex\.net\/iam\/v1\/tokens/,
    name: 'YandexGPT',
    beside: /yandex_?gpt|llm\.api\.cloud\.yandex|foundationModels/i,
  },
  {
    url: /^login\.(?:microsoftonline|windows|partner\.microsoftonline)\.\w+\/.*oauth2/,
    name: 'Azure OpenAI',
    beside: AZURE_SCOPE,
  },
  {
    url: /^(?:oauth2\.googleapis\.com\/token|(?:www|accounts)\.google(?:apis)?\.com\/(?:o\/)?oauth2\/)/,
    name: 'Google Vertex AI',
    beside: VERTEX,
  },
];

/** Functions that ask a cloud's library for a token, and what shows that it is for LLM calls. */
export interface TokenGetter {
  registry: Registry;
  /** The package that the object is of, or a call that it is handed. */
  module: RegExp;
  names: RegExp;
  name: string;
  /** In an argument. */
  scope?: RegExp;
  /** In the file. */
  beside?: RegExp;
}

/** An SDK that gets and renews its tokens by itself (`azure_ad_token_provider`) needs none of them. */
export const TOKEN_GETTERS: readonly TokenGetter[] = [
  {
    registry: 'pypi',
    module: /^azure\.identity/,
    names: /^get_token$/,
    name: 'Azure OpenAI',
    scope: AZURE_SCOPE,
  },
  {
    registry: 'npm',
    module: /^@azure\/identity$/,
    names: /^getToken$/,
    name: 'Azure OpenAI',
    scope: AZURE_SCOPE,
  },
  {
    registry: 'pypi',
    module: /^google\.(?:auth|oauth2)/,
    names: /^refresh$/,
    name: 'Google Vertex AI',
    beside: VERTEX,
  },
  {
    registry: 'npm',
    module: /^google-auth-library$/,
    names: /^(?:getAccessToken|getRequestHeaders|authorize)$/,
    name: 'Google Vertex AI',
    beside: VERTEX,
  },
];

/** Functions that sign: requests, or the tokens that go with them. */
export interface Signer {
  registry: Registry;
  module: RegExp;
  names: RegExp;
}

/** What signs AWS's requests; that it is for Bedrock stands among the arguments. */
export const REQUEST_SIGNERS: readonly Signer[] = [
  { registry: 'pypi', module: /^botocore\.auth/, names: /^(?:SigV4\w*Auth|add_auth)$/ },
  {
    registry: 'pypi',
    module: /^(?:requests_aws4auth|aws_requests_auth|httpx_auth_awssigv4|requests_auth_aws_sigv4)/,
    names: /^A[Ww][Ss]\w*$|^SigV4Auth$|^BotoAWS/,
  },
  {
    registry: 'npm',
    module: /^(?:aws4|aws4-axios|aws4fetch)$/,
    names: /^(?:sign|aws4Interceptor|AwsClient|AwsV4Signer)$/,
  },
  { registry: 'npm', module: /^@(?:aws-sdk|smithy)\/signature-v4/, names: /^SignatureV4\w*$/ },
];

/** What makes signatures and signed tokens of any kind. */
export const SIGNERS: readonly Signer[] = [
  { registry: 'pypi', module: /^hmac\b/, names: /^(?:new|digest|HMAC)$/ },
  { registry: 'pypi', module: /^(?:jwt|jose|authlib)/, names: /^encode$/ },
  { registry: 'npm', module: /^(?:node:)?crypto$/, names: /^createHmac$/ },
  { registry: 'npm', module: /^crypto-js/, names: /^(?:default\.)?(?:Hmac\w+|hmac-\w+)$/ },
  { registry: 'npm', module: /^jsonwebtoken$/, names: /^sign$/ },
  { registry: 'npm', module: /^jose/, names: /^SignJWT$/ },
];

/** A header that only one vendor takes a key in; `beside` is another header that stands with it. */
export interface KeyHeader {
  header: string;
  name: string;
  /** Another header of the same request, or the words of the key's name, that make it this vendor's. */
  beside?: string;
  key?: RegExp;
}

export const KEY_HEADERS: readonly KeyHeader[] = [
  { header: 'x-api-key', name: 'Anthropic', beside: 'anthropic-version' },
  { header: 'x-goog-api-key', name: 'Google Gemini', key: /gemini|generative|google_?ai|genai/i },
  { header: 'api-key', name: 'Azure OpenAI', key: /azure|open_?ai/i },
];

/** Words of which a file has one that gets a vendor's token, or builds a header that only one vendor takes. */
export const AUTHENTICATION_SIGNS: readonly Sign[] = [
  ...signs('name', [
    'copilot_internal',
    'oauth/token',
    'cognitiveservices.azure.com',
    'ai.azure.com',
    'ml.azure.com',
    'aip.baidubce.com',
    'identity/token',
    'sberbank.ru',
    'iam/v1/tokens',
    'login.microsoftonline',
    'aiplatform',
    'x-goog-api-key',
    'anthropic-version',
    'signature-v4',
    'aws4',
  ]),
  // What an API's description calls the scheme (`aws.auth#sigv4`) signs nothing.
  ...signs('name', ['sigv4'], { before: '^|[^#]' }),
];
