import type { Registry } from '../registry.ts';

/**
 * How a package sets up or sends LLM calls. A name is an exported one (`OpenAI`), `default` (the default export,
 * or the module itself), or a path (`chat.completions.create`); `x.*` is every function under `x`.
 */
export interface Sdk {
  registry: Registry;
  /** Import names, not names on the registry: `google.generativeai`. Submodules count too. */
  modules: string[];
  /** Constructors and factories of clients. A client is reported where it is made, not where it is used. */
  clients: string[];
  /** Set if people call packages of their own so: the tree's comes first, and nothing below is meant but what is named. */
  exact?: true;
  /** Functions that send a call, or make a model to send it with, without a client. */
  functions: string[];
  /** Options that hold the base URL, as dotted paths: `base_url`, `configuration.baseURL`. */
  baseUrl: string[];
  /** Options that hold a URL or, as often, the name of a model at the vendor: only a URL is read from them. */
  baseUrlOrName: string[];
  /** Position of the base URL among the positional arguments, where it may stand there. */
  baseUrlPosition?: number;
  /** The symbol as which a base URL is noted that is set for all of a program: `vertexai.init(api_endpoint=…)`. */
  setUpAs?: string;
  /** The method of a client that makes a model and takes the base URL among the options behind it. */
  modelsBy?: { method: string; baseUrl: string };
  /** Environment variables that the SDK itself reads its base URL from. */
  environment: string[];
  /** Set if in Python the options may stand in a dict, which comes first: `Memory.from_config({"llm": …})`. */
  takesDict?: true;
  /** What decides whether a call is meant at all. */
  only?: OnlyIf;
  /**
   * A method that only this package's objects have with such an argument, whoever made the object:
   * `session.client("bedrock-runtime")`.
   */
  method?: string;
  /** How that method's object is called, where the argument need not tell: `env.AI.run(model)`. */
  on?: RegExp;
  /** The method that asks what a client gives, where a client may list models as well and has no other way to. */
  askedBy?: string;
  /** What a file surely mentions that uses it, where the package's name tells too little: `selectChatModels`. */
  mentions?: string[];
}

/** A call is meant only if the first argument or an option is a certain text: `boto3.client("bedrock-runtime")`. */
export interface OnlyIf {
  option: string;
  /** Of a pattern, what is written down and matches. */
  texts: readonly string[] | RegExp;
  /** Set if it is meant as well where the option is left out. */
  orLeftOut?: true;
  /** What may be something else, such as a model that was made elsewhere, is not meant. */
  surely?: true;
  /** Globals, or functions made to set something for all of a program: what sets one takes the call elsewhere. */
  unlessSet?: readonly string[];
}

/** Names a model, and not an object that was set up to ask one. */
export function byModelName(more: Partial<OnlyIf> = {}): OnlyIf {
  return { option: 'model', texts: /./s, ...more };
}

/** Anything but the gateway that answers LLM calls: a vendor's API or a server that one runs oneself. */
export interface InferenceService {
  /** Stable id, such as `openai`. */
  id: string;
  /** For people. */
  name: string;
  /**
   * Hosts of its API. `*` stands for one or more labels or parts of one; a path behind the host says that only
   * what is below it counts: `openrouter.ai/api`.
   */
  hosts: string[];
  /**
   * Where a gateway of LiteLLM answers the API that its SDKs speak, below the gateway's own address: `/bedrock`; `null` if
   * nowhere. Left out where that is the address itself. Source: docs.litellm.ai, supported and pass-through endpoints.
   */
  gatewayPath?: string | null;
  /** Set for servers that people run themselves: how they are recognised without a host of their own. */
  local?: {
    /** Default ports. */
    ports: number[];
    /** True if hardly anything else listens there, so that the port alone tells. */
    ownPort: boolean;
    /** Paths that tell on a default port where other things listen too. */
    ownPaths?: string[];
    /** Parts of host names that people give it in compose files. */
    names: string[];
  };
  sdks: Sdk[];
}

type SdkParts = Partial<Omit<Sdk, 'registry' | 'modules'>>;

function sdk(registry: Registry, modules: string[], parts: SdkParts): Sdk {
  return {
    registry,
    modules,
    clients: [],
    functions: [],
    baseUrl: [],
    baseUrlOrName: [],
    environment: [],
    ...parts,
  };
}

/** An SDK from npm. */
export function npm(modules: string | string[], parts: SdkParts): Sdk {
  return sdk('npm', [modules].flat(), parts);
}

/** An SDK from PyPI. */
export function pypi(modules: string | string[], parts: SdkParts): Sdk {
  return sdk('pypi', [modules].flat(), parts);
}

/** `client.with_options(base_url=url)`: what a client of Python's OpenAI and Anthropic makes that asks elsewhere. */
export function movedClients(module: string, clients: string[]): Sdk {
  return pypi(module, {
    clients: clients.flatMap((name) => [`${name}.with_options`, `${name}.copy`]),
    exact: true,
    baseUrl: ['base_url'],
    only: { option: 'base_url', texts: /./s },
  });
}

/** A provider of the Vercel AI SDK: `x('model')` uses the default one, `createX({ baseURL })` makes another. */
export function aiSdk(module: string, name: string, factory: string, environment: string[] = []): Sdk {
  return npm(module, {
    clients: [factory],
    functions: [name, `${name}.*`],
    baseUrl: ['baseURL'],
    environment,
  });
}

/** LangChain's classes for one vendor, in Python. */
export function langchain(
  modules: string | string[],
  clients: string[],
  baseUrl: string[],
  environment: string[] = [],
): Sdk {
  return pypi([modules, LANGCHAIN_OLD].flat(), { clients, baseUrl, environment });
}

/** Before each vendor had a package of its own. */
const LANGCHAIN_OLD = [
  'langchain.chat_models',
  'langchain.llms',
  'langchain.embeddings',
  'langchain_community.chat_models',
  'langchain_community.llms',
  'langchain_community.embeddings',
  'langchain_classic.chat_models',
];

/** LangChain's classes for one vendor, in JavaScript. */
export function langchainJs(
  modules: string | string[],
  clients: string[],
  baseUrl: string[],
  environment: string[] = [],
): Sdk {
  return npm(modules, { clients, baseUrl, environment });
}

/** LlamaIndex's classes for one vendor, in Python. */
export function llamaIndex(
  name: string,
  clients: string[],
  baseUrl: string[],
  environment: string[] = [],
): Sdk {
  const modules = [
    `llama_index.llms.${name}`,
    `llama_index.embeddings.${name}`,
    'llama_index.llms',
    'llama_index.embeddings',
  ];
  return pypi(modules, { clients, baseUrl, environment });
}
