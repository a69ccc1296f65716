import type { FileFacts, Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { llmCall } from '../calls/llm-calls.ts';
import { sentRequest, serviceSent } from '../calls/sent-request.ts';
import { keptValues, writtenParts } from '../code/kept-values.ts';
import { remembered } from '../code/remembered.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';

export interface Spoken {
  name: string;
  range: Range;
}

/** Where a file keeps endpoints of inference services, or calls them. */
export const spokenTo = (resolver: Resolver, file: LinkedFile): Spoken[] =>
  spokenIn(resolver, file, file.facts);

const spokenIn = remembered((resolver, file, _facts: FileFacts): Spoken[] => {
  const kept = keptValues(file.facts)
    .addresses.flatMap(({ value, range }) => writtenParts(value).map((part) => ({ part, range })))
    .flatMap(({ part, range }) => resolver.resolve(file, part).map((one) => ({ one, range })))
    .flatMap(({ one, range }) => {
      const owner = one.kind === 'text' ? endpointOwner(resolver, one.text) : null;
      return owner?.isForeign ? [{ name: owner.name, range }] : [];
    });
  const called = file.facts.calls.flatMap((call) => {
    const service =
      llmCall(resolver, file, call)?.service ?? serviceSent(resolver, sentRequest(resolver, file, call));
    return service === null ? [] : [{ name: service, range: call.range }];
  });
  return [...kept, ...called];
});
