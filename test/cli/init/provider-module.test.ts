import { expect, it } from 'vitest';
import { findProviderModule } from '../../../src/cli/init/provider-module.ts';
import { extractFacts } from '../../../src/detect/extract.ts';
import { sourceLanguage } from '../../../src/detect/languages.ts';

async function found(files: Record<string, string>) {
  const code = Object.entries(files).map(async ([path, text]) => ({
    path,
    facts: await extractFacts(Buffer.from(text), sourceLanguage(path)),
  }));
  return findProviderModule(await Promise.all(code));
}

const RULE_BOOK = `
class LiteLLMProvider: ...
class OllamaProvider: ...
def get_llm_provider(force_provider=None): return LiteLLMProvider()
`;

it("finds the rule book's own", async () => {
  expect(await found({ 'services/core/llm_provider.py': RULE_BOOK })).toEqual({
    path: 'services/core/llm_provider.py',
    module: 'llm_provider',
    factory: 'get_llm_provider',
    classes: ['OllamaProvider'],
  });
});

it('finds a folder of files by its name, without what others extend', async () => {
  const files = {
    'src/llm/index.ts': 'export function createProvider(kind: string) { return new GatewayProvider(); }',
    'src/llm/gateway.ts': 'export class GatewayProvider {}',
    'src/llm/others.ts':
      'class Core_Provider {}\nabstract class BaseProvider {}\nexport class BedrockProvider extends Core_Provider {}',
  };
  expect(await found(files)).toEqual({
    path: 'src/llm/index.ts',
    module: 'llm',
    factory: 'createProvider',
    classes: ['BedrockProvider'],
  });
});

it("leaves a file's neighbours out that its name does not cover", async () => {
  const files = { 'app/llm_provider.py': RULE_BOOK, 'app/payments.py': 'class StripeProvider: ...' };
  expect((await found(files))?.classes).toEqual(['OllamaProvider']);
});

it("prefers the rule book's name", async () => {
  const other = RULE_BOOK.replace('get_llm_provider', 'make_provider');
  expect(await found({ 'a/old.py': other, 'b/llm.py': RULE_BOOK })).toMatchObject({ module: 'llm' });
});

it.each([
  ['no factory', { 'a/llm.py': 'class LiteLLMProvider: ...' }],
  ['no provider for the gateway', { 'a/pay.py': 'class StripeProvider: ...\ndef get_provider(): ...' }],
  [
    'a name that policy takes for none',
    { 'a/llm.provider.ts': 'class LiteLLMProvider {}\nfunction getProvider() {}' },
  ],
])('finds none where there is %s', async (_name, files) => {
  expect(await found(files as Record<string, string>)).toBeNull();
});
