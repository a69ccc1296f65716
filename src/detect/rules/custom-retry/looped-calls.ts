import { saysAgain } from '../../catalog/retry-libraries.ts';
import type { BlockFact, CallFact } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import type { Hit } from '../rule.ts';
import { leadingAmong } from './leading-calls.ts';
import { hitAt } from './retried-calls.ts';
import { goesOverModels } from './retry-blocks.ts';

export function loopHit(file: LinkedFile, statement: number, asked: LlmCall): Hit {
  return hitAt(
    file,
    statement,
    `retry loop around ${asked.name}()`,
    asked,
    'A loop sends this LLM call again when it fails',
  );
}

/** Those calls of a loop that says that it tries again, or the next one, which end in a request to a model, in whatever file. */
export function leadingCalls(
  resolver: Resolver,
  file: LinkedFile,
  loop: BlockFact,
  calls: readonly CallFact[],
): LlmCall[] {
  return goesOverModels(loop) || loop.names?.some((name) => saysAgain(name) || isRetryClass(name))
    ? leadingAmong(resolver, file, calls)
    : [];
}

/** `for attempt in Retrying(…)`: tenacity's own loop. */
export function isRetryClass(name: string): boolean {
  return /(?:^|\.)(?:(?:Async)?Retrying|retry_context|_?(?:async_)?retry_?(?:er|loop|policy))$/i.test(name);
}
