import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.ts';
import { hostPattern, sdkModules } from './rules.ts';

/** ESLint with the same hosts and imports; it reads no Python. */
export function eslint(folder: string): Contender {
  const config = join(folder, 'eslint.config.mjs');
  writeFileSync(config, configText());
  const program = fileURLToPath(new URL('../../node_modules/eslint/bin/eslint.js', import.meta.url));
  return {
    name: 'ESLint (JS and TS only)',
    commandFor: ({ root }) => [
      process.execPath,
      '--max-old-space-size=8192',
      program,
      '--config',
      config,
      '--no-inline-config',
      '--format',
      'json',
      root,
    ],
    maxFiles: 5_000,
  };
}

function configText(): string {
  const parser = import.meta.resolve('@typescript-eslint/parser');
  const pattern = hostPattern().replaceAll('/', '\\/');
  const selector = `:matches(Literal[value=/${pattern}/], TemplateElement[value.raw=/${pattern}/])`;
  const rules = {
    'no-restricted-imports': ['error', { patterns: sdkModules('npm') }],
    'no-restricted-syntax': ['error', selector],
  };
  return `import parser from ${JSON.stringify(parser)};
export default [{
  files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
  languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
  rules: ${JSON.stringify(rules)},
}];
`;
}
