import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Contender } from './contender.ts';
import { hostPattern, modulePattern } from './rules.ts';

const SCRIPTS = ['TypeScript', 'Tsx', 'JavaScript'];

/** ast-grep with two rules a language: a text with a host of the catalogue, and an import of one of its SDKs. */
export function astGrep(folder: string): Contender {
  const rules = join(folder, 'ast-grep-rules.yml');
  writeFileSync(
    rules,
    allRules()
      .map((rule) => stringify(rule))
      .join('---\n'),
  );
  const program = fileURLToPath(new URL('../../node_modules/.bin/ast-grep', import.meta.url));
  return {
    name: 'ast-grep',
    commandFor: ({ root }) => [program, 'scan', '--rule', rules, '--json=stream', root],
    maxFiles: Number.POSITIVE_INFINITY,
  };
}

function allRules(): object[] {
  return [...SCRIPTS.flatMap(scriptRules), ...pythonRules()];
}

function scriptRules(language: string): object[] {
  const inside = { any: [{ kind: 'import_statement' }, { kind: 'call_expression' }], stopBy: 'end' };
  return [
    rule('host', language, { kind: 'string_fragment', regex: hostPattern() }),
    rule('sdk', language, { kind: 'string_fragment', regex: modulePattern('npm'), inside }),
  ];
}

function pythonRules(): object[] {
  const imports = [{ kind: 'import_statement' }, { kind: 'import_from_statement' }];
  const has = { kind: 'dotted_name', regex: modulePattern('pypi') };
  return [
    rule('host', 'Python', { kind: 'string_content', regex: hostPattern() }),
    rule('sdk', 'Python', { any: imports, has }),
  ];
}

function rule(name: string, language: string, rule: object): object {
  const id = `${name}-${language.toLowerCase()}`;
  return { id, language, severity: 'error', message: 'Goes around the gateway.', rule };
}
