import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { mergedHusky } from '../../../src/cli/init/husky.ts';
import { isPackageSpec } from '../../../src/cli/init/package-spec.ts';
import { type PolicyTerms, policyText } from '../../../src/cli/init/policy-text.ts';
import { scriptText } from '../../../src/cli/init/validation-script.ts';
import { workflowText } from '../../../src/cli/init/workflow.ts';
import { REASON_FORM } from '../../../src/debt/reason-form.ts';
import { reasonIssueUrl } from '../../../src/debt/reason-issue.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { loadPolicy } from '../../../src/policy/load.ts';

const NOTHING: PolicyTerms = {
  urls: [],
  config: null,
  provider: null,
  contact: null,
  schema: null,
  organisation: null,
};

function policyOf(text: string) {
  const load = loadPolicy(text);
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  return load.policy;
}

describe('the policy', () => {
  it("changes nothing where nothing differs from the rule book's", () => {
    const { gateway, contact } = defaultPolicy();
    const urls = gateway.urls.map((url) => ({ url, from: 'compose.yml' }));
    const provider = {
      path: 'a.py',
      module: 'llm_provider',
      factory: 'get_llm_provider',
      classes: ['OllamaProvider'],
    };
    const same = policyText({
      urls,
      config: gateway.config,
      provider,
      contact,
      schema: null,
      organisation: null,
    });
    expect(policyOf(same)).toEqual(defaultPolicy());
    expect(parse(same)).toBeNull();
    expect(policyText(NOTHING)).toBe(same);
  });

  it('says what differs, and where that was found', () => {
    const text = policyText({
      urls: [{ url: 'http://gw:4000', from: 'compose.yml, service gw' }],
      config: 'deploy/config.yaml',
      provider: {
        path: 'app/llm/factory.py',
        module: 'llm',
        factory: 'create',
        classes: ['BedrockProvider'],
      },
      contact: '@acme/platform',
      schema: './tollgate.schema.json',
      organisation: null,
    });
    expect(text).toContain('- "http://gw:4000" # compose.yml, service gw\n');
    const expected = defaultPolicy();
    expect(policyOf(text)).toEqual({
      ...expected,
      gateway: { ...expected.gateway, urls: ['http://gw:4000'], config: 'deploy/config.yaml' },
      provider: { ...expected.provider, module: 'llm', factory: 'create', classes: ['BedrockProvider'] },
      contact: '@acme/platform',
    });
  });

  it('shows keys that are right once their mark is taken away', () => {
    const shown = policyText(NOTHING).replace(/^# (?=\w+:)|^# {3}(?=\w+:)/gm, (mark) =>
      mark === '# ' ? '' : '  ',
    );
    expect(policyOf(shown).timeBox).toEqual({ emergency: 24 * 3_600_000, planned: 7 * 24 * 3_600_000 });
    expect(policyOf(shown).gateway.urls).toEqual(['http://litellm:4000', 'http://localhost:4000']);
    expect(Object.keys(parse(shown)).sort()).toEqual(
      ['contact', 'gateway', 'paths', 'rules', 'services', 'timeBox'].sort(),
    );
  });

  it('loads whatever the files are called', () => {
    const path = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const config = fc.string({ maxLength: 40 }).map((name) => `a/${name.replace(/[\\/]|\.\./g, '')}.yaml`);
    fc.assert(
      fc.property(path, config, (from, where) => {
        const provider = { path: from, module: 'llm', factory: 'make_provider', classes: ['AProvider'] };
        const terms = {
          urls: [{ url: 'http://gw', from }],
          config: where,
          provider,
          contact: '@a/b',
          schema: null,
          organisation: null,
        };
        expect(policyOf(policyText(terms)).gateway.config).toBe(where.trim());
      }),
    );
  });
});

/** GitHub's "Syntax for issue forms": what may stand there, and nothing else. */
const id = z.string().regex(/^[\w-]+$/);
const attributes = z.strictObject({
  label: z.string().min(1),
  description: z.string().optional(),
  placeholder: z.string().optional(),
  value: z.string().optional(),
  render: z.string().optional(),
});
const issueForm = z.strictObject({
  name: z.string().min(3),
  description: z.string().min(1).max(200),
  title: z.string().optional(),
  body: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('markdown'),
          attributes: z.strictObject({ value: z.string().min(1) }),
        }),
        z.strictObject({
          type: z.literal('textarea'),
          id,
          attributes,
          validations: z.strictObject({ required: z.boolean() }),
        }),
      ]),
    )
    .min(1),
});

describe('the issue form', () => {
  const form = issueForm.parse(parse(REASON_FORM));
  const fields = form.body.flatMap((item) => (item.type === 'textarea' ? [item] : []));

  it('asks the four questions of the rule book, under the headings of the link to a new issue', () => {
    const url = reasonIssueUrl({
      repositoryUrl: 'https://github.com/a/b',
      what: 'x',
      where: 'y',
      hasForm: false,
      pullNumber: 1,
      key: '0123456789abcdef',
    });
    const query = new URL(url).searchParams;
    const headings = [...(query.get('body') ?? '').matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
    expect(fields.map((field) => field.attributes.label)).toEqual(headings);
    expect(form.title).toBe(query.get('title'));
    expect(fields.every((field) => field.validations.required)).toBe(true);
  });

  it('is what the link fills in where a repository has it', () => {
    const terms = {
      repositoryUrl: 'https://github.com/a/b',
      what: 'x',
      where: 'y',
      hasForm: true,
      pullNumber: 1,
      key: '0123456789abcdef',
    };
    const query = [...new URL(reasonIssueUrl(terms)).searchParams.keys()];
    const filled = query.filter((key) => key !== 'template' && key !== 'title');
    expect(fields.map((field) => field.id)).toEqual(expect.arrayContaining(filled));
    expect(filled).toEqual(['what']);
  });

  it('has labels and ids that are each its own, as GitHub wants them', () => {
    expect(new Set(fields.map((field) => field.id)).size).toBe(4);
    expect(new Set(fields.map((field) => field.attributes.label.toLowerCase())).size).toBe(4);
  });
});

const workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.object({
    scan: z.object({
      permissions: z.record(z.string(), z.string()),
      steps: z.array(
        z.object({
          name: z.string().optional(),
          uses: z.string().optional(),
          run: z.string().optional(),
          if: z.string().optional(),
          env: z.record(z.string(), z.string()).optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  }),
});

describe('the workflow', () => {
  const text = (spec: string, defaultBranch = 'main', hasOrganisation = false) =>
    workflowText({ spec, defaultBranch, hasOrganisation });
  const read = (spec: string, branch = 'main') => workflow.parse(parse(text(spec, branch)));
  const { on, permissions, jobs } = read('tollgate@1.2.3');
  const { steps } = jobs.scan;

  it('runs for pushes to the default branch and for pull requests, with no right but what it uses', () => {
    expect(on).toEqual({ push: { branches: ['main'] }, pull_request: null });
    expect(permissions).toEqual({});
    expect(jobs.scan.permissions).toEqual({ contents: 'read', actions: 'read', 'security-events': 'write' });
  });

  it('pins every action to a commit, and says its version', () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses).toHaveLength(3);
    for (const action of uses) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40}$/);
    expect(text('tollgate@1.2.3').match(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)).toHaveLength(3);
  });

  it('installs before it checks out, and outside of the checkout', () => {
    const names = steps.map((step) => step.name ?? step.uses?.split('@')[0]);
    expect(names.indexOf('Install Tollgate')).toBeLessThan(names.indexOf('actions/checkout'));
    expect(steps.find((step) => step.uses?.startsWith('actions/checkout'))?.with).toMatchObject({
      'persist-credentials': false,
    });
    expect(JSON.stringify(steps)).not.toContain('npx');
  });

  it('puts nothing of an event into a shell', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('uploads only where the token may, and annotates elsewhere', () => {
    const upload = steps.find((step) => step.uses?.startsWith('github/codeql-action'));
    const annotate = steps.find((step) => step.name?.startsWith('Annotate'));
    expect(upload?.if).toContain('head.repo.full_name == github.repository');
    expect(annotate?.if).toBe(`\${{ !(${upload?.if}) }}`);
  });

  it("builds what comes from Git, and runs no package's scripts otherwise", () => {
    const install = (spec: string) => read(spec).jobs.scan.steps[1]?.run;
    expect(install('@acme/tollgate@1.0.0')).toContain('--ignore-scripts');
    expect(install('github:acme/tollgate#v1.0.0')).not.toContain('--ignore-scripts');
  });

  it("reads the organisation's policy anew, outside of the checkout, where there is one", () => {
    const below = workflow.parse(parse(text('tollgate@1.2.3', 'main', true)));
    const [fetch, ...others] = below.jobs.scan.steps.filter(
      (step) => !steps.some(({ name, uses }) => name === step.name && uses === step.uses),
    );
    expect(others).toEqual([]);
    expect(fetch?.run?.trim()).toMatch(
      /^gh api "repos\/\$GITHUB_REPOSITORY_OWNER\/\.github\/contents\/tollgate\.yml".* > "\$RUNNER_TEMP\/organisation\.yml"$/,
    );
    expect(fetch?.env).toEqual({ GH_TOKEN: `\${{ secrets.TOLLGATE_ORGANISATION_TOKEN || github.token }}` });
    const scans = below.jobs.scan.steps.filter(({ run }) => run?.includes('tollgate" scan'));
    expect(scans.map(({ env }) => env)).toEqual(
      scans.map(() => ({ TOLLGATE_ORGANISATION_POLICY: `\${{ runner.temp }}/organisation.yml` })),
    );
    expect(scans).toHaveLength(2);
    for (const { run } of below.jobs.scan.steps) expect(run ?? '').not.toContain('${{');
  });

  it('takes any branch for its name', () => {
    expect(read('tollgate@1.2.3', 'we"ird: #1').on.push).toEqual({ branches: ['we"ird: #1'] });
  });
});

describe('scripts', () => {
  it('are one call', () => {
    expect(scriptText('tollgate@1.2.3')).toBe('#!/bin/sh\nexec npx --yes tollgate@1.2.3 validate "$@"\n');
    expect(scriptText('github:acme/tollgate#v1')).toBe(
      '#!/bin/sh\nexec npx --yes --package="github:acme/tollgate#v1" -- tollgate validate "$@"\n',
    );
  });

  it.each([
    'tollgate@1',
    '@acme/tollgate@1.0.0-rc.1',
    'github:acme/tollgate#v1',
    'git+ssh://git@host/a/b.git#v1',
  ])('install from %s', (spec) => expect(isPackageSpec(spec)).toBe(true));

  it.each(['', '-g', '$(id)', 'a b', 'a"b', 'a`b`', 'a;b', "a'b", 'a\nb'])(
    'do not install from %j',
    (spec) => {
      expect(isPackageSpec(spec)).toBe(false);
    },
  );

  it('of husky keep what is there', () => {
    expect(mergedHusky('npm test', { spec: 'tollgate@1', command: 'validate --offline' })).toBe(
      'npm test\nnpx --yes tollgate@1 validate --offline\n',
    );
    expect(
      mergedHusky('npx tollgate validate --offline\n', { spec: 'tollgate@1', command: 'validate --offline' }),
    ).toBeNull();
    expect(
      mergedHusky('# tollgate validate\n', { spec: 'tollgate@1', command: 'validate --offline' }),
    ).not.toBeNull();
  });
});
