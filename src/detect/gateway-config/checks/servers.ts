import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import { textOf, valueAt } from '../located.ts';
import type { ModelView } from '../view.ts';
import type { Check } from './check.ts';

/** A model behind a server of one's own. */
interface Served {
  model: ModelView;
  base: string;
  /** Its path on the server, or its name there. */
  path: string;
  range: ConfigFault['range'];
}

/**
 * llama.cpp serves one model at a time (rule book, "Adding a New Model"): of two model files behind one `api_base` one
 * is never asked.
 */
export const checkServers: Check = ({ models }) => {
  const byBase = Map.groupBy(models.flatMap(servedModel), ({ base }) => base);
  return [...byBase.values()].filter(isLlamaCpp).flatMap(otherModels);
};

function servedModel(model: ModelView): Served[] {
  const base = textOf(valueAt(model.parameters, 'api_base'));
  if (base === null || model.runs === null) return [];
  const path = model.runs.slice(model.runs.indexOf('/') + 1);
  const range = valueAt(model.parameters, 'model')?.range ?? model.range;
  return [{ model, base: base.replace(/\/+$/, '').replace(/\/v1$/, '').toLowerCase(), path, range }];
}

const NAMED_LLAMA_CPP = /llama[-_.]?cpp|llama[-_]?server/;

/** They serve several, and load what is asked for. */
const OTHER_SERVERS = /ollama|llama[-_]?swap|localai|lm[-_]?studio|vllm|koboldcpp|tabby|router/;

function isLlamaCpp(served: readonly Served[]): boolean {
  const [first] = served;
  if (!first || OTHER_SERVERS.test(hostOf(first.base))) return false;
  return NAMED_LLAMA_CPP.test(hostOf(first.base)) || served.every(({ path }) => isModelFile(path));
}

function hostOf(base: string): string {
  return base.replace(/^[a-z]+:\/\//, '').replace(/[/:].*$/s, '');
}

/** `openai//models/x.gguf` names a file of the server. */
function isModelFile(path: string): boolean {
  return path.endsWith('.gguf') || path.startsWith('/');
}

function otherModels(served: readonly Served[]): ConfigFault[] {
  const files = served.filter(({ path }) => isModelFile(path));
  const [first] = files;
  if (!first) return [];
  return files.filter(({ path }) => path !== first.path).map((other) => fault(first, other));
}

function fault(first: Served, { path, range, model, base }: Served): ConfigFault {
  return {
    id: 'one-model-server',
    severity: 'error',
    message: `${quoted(base)} is llama.cpp, which serves one model at a time: ${quoted(path)} here, ${quoted(first.path)} on line ${first.range.startLine}`,
    mend: 'Name the model that is loaded (`docker inspect zoe-llamacpp | grep MODEL`), or start a second server on another port.',
    range,
    path: `${model.path}.litellm_params.model`,
  };
}
