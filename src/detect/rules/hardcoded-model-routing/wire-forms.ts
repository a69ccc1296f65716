import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import { textsOf } from '../services/model-names.ts';
import type { ChosenService } from './asked-vendors.ts';

/** Whose way to be asked an address ends in, at the end of its path. */
const FORMS: readonly [RegExp, string][] = [
  [/:(?:generateContent|streamGenerateContent)\b/, 'Google Gemini'],
  [/\/v1\/messages$/, 'Anthropic'],
  [/\/chat\/completions$/, 'OpenAI'],
  [/\/api\/(?:chat|generate)$/, 'Ollama'],
];

const GATEWAY = /gateway|proxy|litellm|relay/i;

/**
 * `${baseUrl}/models/${model}:generateContent`: whose form an address has whose host is set elsewhere. It tells nothing
 * alone: others speak as OpenAI does, and a gateway as everybody.
 */
export function wireForm(resolver: Resolver, file: LinkedFile, value: Value): ChosenService | null {
  // `type === 'ollama' ? '/api/chat' : '/chat/completions'`
  if (value.kind === 'text') return value.text.startsWith('/') ? namedForm(formOf(value.text)) : null;
  if (value.kind !== 'join') return null;
  const [base] = value.parts;
  if (!base || base.kind === 'text' || GATEWAY.test(dottedName(file, base))) return null;
  const form = value.parts
    .toReversed()
    .flatMap((part) => (part.kind === 'text' ? [formOf(part.text)] : []))
    .find((one) => one !== null);
  // Of a host that is known, the address says whose it is.
  const isKnown = form && textsOf(resolver, file, value).some((text) => endpointOwner(resolver, text));
  if (!form || isKnown) return null;
  const isOurs = resolver
    .resolve(file, value)
    .some((one) => one.kind === 'text' && endpointOwner(resolver, one.text)?.isForeign === false);
  return isOurs ? null : namedForm(form);
}

function namedForm(name: string | null): ChosenService | null {
  return name === null ? null : { name, isForeign: true, isTelling: false };
}

/** `isClaude ? '/messages' : '/chat/completions'`: the end of an address that is put together elsewhere. */
export function formOfPath(value: Value): string | null {
  if (value.kind !== 'text' || !PATH.test(value.text)) return null;
  return value.text === '/messages' ? 'Anthropic' : formOf(value.text);
}

const PATH = /^\/[\w/:.-]{1,60}$/;

function formOf(text: string): string | null {
  const [path = ''] = text.split('?', 1);
  return FORMS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
