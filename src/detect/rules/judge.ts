import { type CodeRuleId, RULE_IDS, type RuleId } from '../../policy/policy.ts';
import type { FileFacts, Range, StatementFact } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { fingerprintOf } from '../identity.ts';
import { MAX_SNIPPET_LENGTH } from '../limits.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { redact } from '../redact.ts';
import { customRetry } from './custom-retry/custom-retry.ts';
import { directCall } from './direct-call/direct-call.ts';
import { gatewayAuth } from './gateway-auth/gateway-auth.ts';
import { gatewayConfig } from './gateway-config.ts';
import { hardcodedKey } from './hardcoded-key/hardcoded-key.ts';
import { hardcodedModelRouting } from './hardcoded-model-routing/hardcoded-model-routing.ts';
import { inlineModelConfig } from './inline-model-config/inline-model-config.ts';
import { modelAlias } from './model-alias/model-alias.ts';
import { multipleEndpoints } from './multiple-endpoints.ts';
import { providerFactory } from './provider-factory.ts';
import type { Hit, Rule } from './rule.ts';
import { streamHandling } from './stream-handling.ts';
import { unknownBaseUrl } from './unknown-base-url.ts';

const RULES: Readonly<Record<CodeRuleId, Rule>> = {
  'direct-call': directCall,
  'hardcoded-model-routing': hardcodedModelRouting,
  'inline-model-config': inlineModelConfig,
  'custom-retry': customRetry,
  'multiple-endpoints': multipleEndpoints,
  'unknown-base-url': unknownBaseUrl,
  'hardcoded-key': hardcodedKey,
  'provider-factory': providerFactory,
  'model-alias': modelAlias,
  'gateway-auth': gatewayAuth,
  'stream-handling': streamHandling,
  'gateway-config': gatewayConfig,
};

const CODE_RULES: readonly CodeRuleId[] = RULE_IDS.filter((id) => id !== 'copied-bypass');

/** What a test may not hold either (decisions 2). */
const RULES_OF_TESTS: readonly CodeRuleId[] = ['hardcoded-key'];

/** The findings of one file of a linked tree, under the rules that its policy has not turned off. */
export function judgeFile(resolver: Resolver, file: LinkedFile): Finding[] {
  const { policy, tests } = resolver.tree;
  const rules = tests.has(file.path) ? RULES_OF_TESTS : CODE_RULES;
  return rules
    .filter((rule) => policy.rules[rule] !== 'off')
    .flatMap((rule) => RULES[rule](resolver, file).map((hit) => findingOf(rule, file, hit)));
}

function findingOf(
  rule: RuleId,
  file: LinkedFile,
  { place, what, message, service, origin, secrets = [] }: Hit,
): Finding {
  const statements = chainOf(file.facts, place.statement);
  const hidden = (text: string): string => redact(withoutSecrets(text, secrets));
  const shown = hidden(what);
  return {
    rule,
    path: file.path,
    range: place.range,
    statements: statements.length > 0 ? statements : [place.range],
    what: shown,
    message: hidden(message),
    service,
    snippet: hidden(file.facts.statements[place.statement]?.text ?? '').slice(0, MAX_SNIPPET_LENGTH),
    fingerprint: fingerprintOf(rule, shown, place.scope),
    ...(origin ? { origin: { path: origin.path, name: hidden(origin.name) } } : {}),
  };
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

/** The statement of an index and those around it, innermost first. */
function chainOf({ statements }: FileFacts, index: number): Range[] {
  const chain: Range[] = [];
  let statement: StatementFact | undefined = statements[index];
  while (statement && chain.length < statements.length) {
    chain.push(statement.range);
    statement = statement.parent === null ? undefined : statements[statement.parent];
  }
  return chain;
}
