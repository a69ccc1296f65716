import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EnvironmentLanguage,
  environmentLanguage,
  extractEnvironment,
} from '../../../src/detect/environment/extract.ts';

function variablesIn(source: string, language: EnvironmentLanguage): string[] {
  return extractEnvironment(source, language).environment.map(({ name, value }) => `${name}=${value}`);
}

/** What each variable's range covers, on its first line. */
function placesIn(source: string, language: EnvironmentLanguage): string[] {
  const lines = source.split('\n');
  return extractEnvironment(source, language).environment.map(({ range }) => {
    const line = lines[range.startLine - 1] ?? '';
    return line.slice(
      range.startColumn - 1,
      range.endLine === range.startLine ? range.endColumn - 1 : undefined,
    );
  });
}

describe('paths', () => {
  it.each([
    ['.env', 'environment'],
    ['services/chat/.env.production', 'environment'],
    ['.env.example', 'environment'],
    ['.envrc', 'environment'],
    ['config/gateway.env', 'environment'],
    ['config/gateway.env.sample', 'environment'],
    ['docker-compose.yml', 'environment-yaml'],
    ['Docker-Compose.Override.yaml', 'environment-yaml'],
    ['compose.yaml', 'environment-yaml'],
    ['dev.compose.yml', 'environment-yaml'],
    ['api/deployment.yaml', 'environment-yaml'],
    ['api/chat-deployment.yml', 'environment-yaml'],
    ['api/configmap.yaml', 'environment-yaml'],
    ['k8s/anything.yaml', 'environment-yaml'],
    ['charts/chat/values.yaml', 'environment-yaml'],
    ['values-prod.yaml', 'environment-yaml'],
    ['render.yaml', 'environment-yaml'],
    ['app.json', 'environment-yaml'],
    ['aws/task-definition.json', 'environment-yaml'],
    ['Dockerfile', 'environment-dockerfile'],
    ['docker/Dockerfile.prod', 'environment-dockerfile'],
    ['chat.dockerfile', 'environment-dockerfile'],
    ['.github/workflows/deploy.yml', null],
    ['.github/compose.yml', null],
    ['mkdocs.yml', null],
    ['src/environment.ts', null],
    ['env.py', null],
    ['package.json', null],
    ['Procfile', null],
    ['composer.json', null],
    ['decompose.py', null],
  ] as const)('%s is %s', (path, language) => {
    expect(environmentLanguage(path)).toBe(language);
  });
});

describe('env files', () => {
  it.each([
    ['A=1', ['A=1']],
    ['A=1\r\nB=2\r\n', ['A=1', 'B=2']],
    ['\uFEFFA=1', ['A=1']],
    ['  export A = http://h:1/v1  ', ['A=http://h:1/v1']],
    ['# A=1\n#B=2\nC=3', ['C=3']],
    ['A=a # b\nB=a#b\nC=#c', ['A=a', 'B=a#b', 'C=']],
    ['A="a # b" # c', ['A=a # b']],
    ["A='a\\n$B'", ['A=a\\n$B']],
    ['A=`a`', ['A=a']],
    ['A="a\\n\\"b\\"\\$C"', ['A=a\n"b"\\$C']],
    ['A="a\nb"\nC=1', ['A=a\nb', 'C=1']],
    ['A="never closed\nB=2', ['A="never closed', 'B=2']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the variable is part of the file
    ['A=${B:-http://h}/v1', ['A=${B:-http://h}/v1']],
    ['A=\nB', ['A=']],
    ['A: http://h', ['A=http://h']],
    ['a.b-c=1', ['a.b-c=1']],
    ['1A=1\n=2\nA B=3', []],
    ['A=1\nA=2', ['A=1', 'A=2']],
  ])('%j', (source, expected) => {
    expect(variablesIn(source, 'environment')).toEqual(expected);
  });

  it('point at the name and its value', () => {
    expect(placesIn('# c\n  export A = b  # c\nB="x y" # d\n', 'environment')).toEqual([
      'export A = b',
      'B="x y"',
    ]);
  });
});

describe('Dockerfiles', () => {
  it.each([
    ['FROM a\nENV A=1 B="x y" C=\'z\' D=e\\ f', ['A=1', 'B=x y', 'C=z', 'D=e f']],
    ['ENV A=1 \\\n    # why\n\n    B=2', ['A=1', 'B=2']],
    ['ENV A=1 \\\r\n  B=2\r\n', ['A=1', 'B=2']],
    ['env A http://h and more', ['A=http://h and more']],
    ['ARG A=1\nLABEL B=2\n# ENV C=3', []],
    ['RUN <<END\nENV A=1\nEND\nENV B=2', ['B=2']],
    ['RUN echo \\\nENV A=1\nENV B=2', ['B=2']],
    ['ENV', []],
    ['ENV A=1 oops B=2', ['A=1']],
  ])('%j', (source, expected) => {
    expect(variablesIn(source, 'environment-dockerfile')).toEqual(expected);
  });

  it('point at the name and its value', () => {
    expect(placesIn('FROM a\nENV A=1 \\\n  B="2 3"\n', 'environment-dockerfile')).toEqual(['A=1', 'B="2 3"']);
  });
});

describe('YAML', () => {
  it.each([
    [
      'a compose map',
      'services:\n  a:\n    environment:\n      A: b\n      N: 1\n      T: yes\n      E:\n',
      ['A=b', 'N=1', 'T=yes'],
    ],
    [
      'a compose list',
      'services:\n  a:\n    environment:\n      - A=b=c\n      - "B=d"\n      - PASSED_ON\n',
      ['A=b=c', 'B=d'],
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the variable is part of the file
    ['a default', 'services:\n  a:\n    environment:\n      A: ${B:-http://h}\n', ['A=${B:-http://h}']],
    [
      'an anchor',
      'x-env: &env\n  A: b\nservices:\n  a:\n    environment: *env\n  b:\n    environment: *env\n',
      ['A=b'],
    ],
    [
      'a merge',
      'x-env: &env {A: b}\nservices:\n  a:\n    environment:\n      <<: *env\n      C: d\n',
      ['A=b', 'C=d'],
    ],
    [
      'a merge of several',
      'x: &x {A: b}\ny: &y {C: d}\nservices:\n  a:\n    environment:\n      <<: [*x, *y]\n',
      ['A=b', 'C=d'],
    ],
    ['an aliased value', 'x: &x http://h\nservices:\n  a:\n    environment:\n      A: *x\n', ['A=http://h']],
    [
      'a pod',
      'kind: Pod\nspec:\n  containers:\n    - env:\n        - name: A\n          value: "8001"\n        - name: S\n          valueFrom: {secretKeyRef: {name: x}}\n',
      ['A=8001'],
    ],
    [
      'several documents',
      'kind: ConfigMap\ndata:\n  A: b\n---\nkind: Secret\nstringData:\n  C: d\ndata:\n  E: Zg==\n',
      ['A=b', 'C=d'],
    ],
    ['a list of objects', 'kind: List\nitems:\n  - kind: ConfigMap\n    data: {A: b}\n', ['A=b']],
    ['a generator of Kustomize', 'configMapGenerator:\n  - name: a\n    literals:\n      - A=b\n', ['A=b']],
    [
      'values of Helm',
      'chat:\n  env:\n    A: b\n  extraEnv:\n    - name: C\n      value: d\n',
      ['A=b', 'C=d'],
    ],
    [
      'Render',
      'services:\n  - envVars:\n      - key: A\n        value: b\n      - key: C\n        sync: false\n',
      ['A=b'],
    ],
    ['app.json', '{"env": {"A": {"value": "b"}, "C": "d", "E": {"generator": "secret"}}}', ['A=b', 'C=d']],
    ['an ECS task', '{"containerDefinitions": [{"environment": [{"name": "A", "value": "b"}]}]}', ['A=b']],
    ['maps that set nothing', 'labels:\n  A: b\nenvironments:\n  C: d\nkind: Other\ndata:\n  E: f\n', []],
    ['names that are none', 'env:\n  "a b": c\n  1: d\n', []],
    ['nothing', '', []],
    ['a scalar', 'env', []],
  ])('reads %s', (_, source, expected) => {
    expect(variablesIn(source, 'environment-yaml')).toEqual(expected);
  });

  it('points at where the text stands, for an anchor at its definition', () => {
    const source = 'x: &x\n  A: b\nservices:\n  a:\n    environment:\n      <<: *x\n      C: "d"\n';
    expect(placesIn(source, 'environment-yaml')).toEqual(['A: b', 'C: "d"']);
  });

  it('reads what surrounds a mistake, and names it', () => {
    const facts = extractEnvironment(
      'services:\n  a:\n    environment:\n      A: b\n  c: ]\n',
      'environment-yaml',
    );
    expect(facts.environment.map(({ name }) => name)).toEqual(['A']);
    expect(facts.problems.length).toBeGreaterThan(0);
    expect(facts.problems[0]).toMatchObject({ reason: 'syntax', range: { startLine: 5 } });
  });

  it('takes no template for a mistake', () => {
    const source =
      '{{- if .Values.isOn }}\nkind: ConfigMap\ndata:\n  {{- toYaml .Values.data | nindent 2 }}\n{{- end }}\n';
    expect(extractEnvironment(source, 'environment-yaml').problems).toEqual([]);
  });
});

describe('hostile input', () => {
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
  ])('100,000 nested %s end in a problem', (_, source) => {
    expect(extractEnvironment(source, 'environment-yaml').problems[0]?.reason).toBe('too-deep');
  });

  it('a billion laughs ends in bounded time', () => {
    const lines = Array.from({ length: 400 }, (_, index) => {
      const aliases = Array(9).fill(`*a${index}`).join(', ');
      return `a${index + 1}: &a${index + 1} {<<: [${aliases}], V${index}: x}`;
    });
    const source = `a0: &a0 {A: b}\n${lines.join('\n')}\nenvironment: *a400\n`;
    const facts = extractEnvironment(source, 'environment-yaml');
    expect(facts.environment.length).toBeLessThanOrEqual(401);
    expect(facts.environment.length).toBeGreaterThan(0);
  });

  it('an anchor that holds itself ends', () => {
    expect(variablesIn('environment: &a\n  <<: *a\n  A: b\n', 'environment-yaml')).toEqual(['A=b']);
  });

  const languages = ['environment', 'environment-yaml', 'environment-dockerfile'] as const;
  const pieces = fc.constantFrom(
    'A',
    '=',
    'ENV ',
    'env',
    'environment',
    ': ',
    '\n',
    '  ',
    '- ',
    '"',
    "'",
    '`',
    '\\',
    '#',
    '&a ',
    '*a',
    '<<',
    '{',
    '}',
    '[',
    ']',
    '|',
    '>',
    '---\n',
    '?',
    '!',
    '%',
    '\r\n',
    '\t',
    '😀',
    'kind: ConfigMap\ndata',
  );
  const text = fc
    .array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 50 })
    .map((all) => all.join(''));

  it.each(languages)('no text makes %s throw', (language) => {
    fc.assert(
      fc.property(text, (source) => {
        const facts = extractEnvironment(source, language);
        expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
        expect(facts.problems.filter(({ reason }) => reason === 'crashed')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['an open quote', 'environment', `A="${'\\"'.repeat(300_000)}`],
    ['many open quotes', 'environment', 'A="b\n'.repeat(100_000)],
    ['blanks', 'environment', `A=${' '.repeat(500_000)}b${' '.repeat(300_000)}#`],
    ['lines of blanks', 'environment', `${' '.repeat(1000)}\n`.repeat(500)],
    ['a continued line', 'environment-dockerfile', `ENV A=b ${'\\\n'.repeat(300_000)}`],
    ['many variables', 'environment-dockerfile', `ENV ${'A=b '.repeat(100_000)}`],
    ['quotes', 'environment-dockerfile', `ENV A=${'"'.repeat(300_001)}`],
    ['instructions', 'environment-dockerfile', 'ENV A=b\n'.repeat(60_000)],
    ['open quotes', 'environment-dockerfile', 'ENV A="b\n'.repeat(60_000)],
  ] as const)('%s of any length take time in proportion', (_, language, source) => {
    const facts = extractEnvironment(source, language);
    expect(facts.language).toBe(language);
    expect(facts.problems).toEqual([]);
  });
});
