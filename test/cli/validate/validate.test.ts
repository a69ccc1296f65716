import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadUrl, MASTER_KEY, standInGateway } from '../../support/stand-in-gateway.ts';
import { commit, repository } from '../repository.ts';
import { type CliRun, tollgate } from '../run.ts';

const CONFIG = 'services/zoe-litellm/minimal_config.yaml';

const CONFIGURATION = `model_list:
  - model_name: local-model
    litellm_params:
      model: openai//models/a.gguf
      api_base: http://zoe-llamacpp:11434/v1
      api_key: dummy
`;

const BYPASS = 'import httpx\nhttpx.post("https://api.openai.com/v1/chat/completions", json={})\n';

const here = process.cwd();

beforeEach(() => {
  process.env.LITELLM_MASTER_KEY = MASTER_KEY;
});

afterEach(() => {
  process.chdir(here);
  delete process.env.LITELLM_MASTER_KEY;
});

/** Runs `tollgate validate` in a repository of these files. */
async function validated(files: Record<string, string>, ...args: string[]): Promise<CliRun> {
  process.chdir(repository(files));
  return tollgate('validate', ...args);
}

interface Check {
  id: string;
  outcome: string;
  looked: string;
  milliseconds: number | null;
  problems: { severity: string; id: string; path: string | null; line: number | null; mend: string }[];
}

function checksOf({ out }: CliRun): Check[] {
  return JSON.parse(out).checks;
}

function outcomes(run: CliRun): string[] {
  return checksOf(run).map(({ outcome }) => outcome);
}

/** What check 3 says, as `line id`. */
function configProblems(run: CliRun): string[] {
  return checksOf(run)[2]?.problems.map(({ line, id }) => `${line} ${id}`) ?? [];
}

const JSON_OFFLINE = ['--offline', '--format', 'json'];

describe('tollgate validate', () => {
  it('runs all five checks against a gateway', async () => {
    const gateway = await standInGateway({ models: ['local-model'] });
    const run = await validated({ [CONFIG]: CONFIGURATION }, '--gateway', gateway.url, '--format', 'json');
    expect(outcomes(run)).toEqual(Array(5).fill('passed'));
    expect(run.exitCode).toBe(0);
    expect(gateway.seen.at(-1)?.authorization).toBe(`Bearer ${MASTER_KEY}`);
  });

  it('says what each looked at, and how long it took', async () => {
    const gateway = await standInGateway({ models: ['local-model'] });
    const { out } = await validated({ [CONFIG]: CONFIGURATION, 'a.py': 'x = 1\n' }, '--gateway', gateway.url);
    expect(out.replaceAll(/\d+(?:\.\d+)? m?s\b/g, 'TIME').replaceAll(gateway.url, 'URL')).toBe(
      `✔ 1  No direct inference service calls  TIME
     2 source files, 1 parsed; the gateway is http://zoe-litellm:8001

✔ 2  All LLM calls go through the gateway  TIME
     the same scan, all other rules about code

✔ 3  Configuration file is valid  TIME
     ${CONFIG}: 1 model, 0 aliases, 0 fallbacks (named by the policy (gateway.config))

✔ 4  Service is healthy  TIME
     URL, LiteLLM 1.80.0: /health/liveliness and /health/readiness in TIME and TIME

✔ 5  Models are accessible  TIME
     URL/v1/models: 1 model served, 1 name of the configuration

✔ 5 checks passed
`,
    );
  });

  it('fails 4 and 5 if the gateway cannot be reached', async () => {
    const run = await validated(
      { [CONFIG]: CONFIGURATION },
      '--gateway',
      await deadUrl(),
      '--format',
      'json',
    );
    expect(outcomes(run)).toEqual(['passed', 'passed', 'passed', 'failed', 'failed']);
    expect(run.exitCode).toBe(1);
  });

  it('never shows the key, whatever the gateway answers', async () => {
    const gateway = await standInGateway({ key: 'another' });
    for (const format of ['pretty', 'json']) {
      const run = await validated({ [CONFIG]: CONFIGURATION }, '--gateway', gateway.url, '--format', format);
      expect(run.exitCode).toBe(1);
      expect(run.out).toContain('Invalid proxy server token');
      expect(run.out + run.err).not.toContain(MASTER_KEY.slice(4));
    }
  });

  it('refuses a key that no header holds, in words that do not show it', async () => {
    process.env.LITELLM_MASTER_KEY = `${MASTER_KEY}\nX`;
    const run = await validated({ [CONFIG]: CONFIGURATION }, '--gateway', await deadUrl());
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('LITELLM_MASTER_KEY');
    expect(run.out + run.err).not.toContain(MASTER_KEY.slice(4));
  });
});

describe('--offline', () => {
  it('skips 4 and 5, and says so', async () => {
    const { out, exitCode } = await validated({ [CONFIG]: CONFIGURATION }, '--offline');
    expect(out).toContain('– 4  Service is healthy  skipped\n     --offline: the gateway was not asked\n');
    expect(out.trimEnd().split('\n').at(-1)).toBe('✔ 3 checks passed, 2 skipped');
    expect(exitCode).toBe(0);
  });

  it('tells direct calls from what else goes around the gateway', async () => {
    const run = await validated(
      {
        'a.py': BYPASS,
        'b.py': 'from llm_provider import get_llm_provider\nget_llm_provider("ollama")\n',
        'llm_provider.py': 'def get_llm_provider(kind="litellm"): ...\n',
      },
      ...JSON_OFFLINE,
    );
    expect(checksOf(run).map(({ problems }) => problems.map(({ id, path }) => `${id} ${path}`))).toEqual([
      ['direct-call a.py'],
      ['provider-factory b.py'],
      [],
      [],
      [],
    ]);
    expect(run.exitCode).toBe(1);
  });

  it('passes with warnings, and fails for a file that may hide a call', async () => {
    const warned = await validated(
      { 'a.py': 'from openai import OpenAI\nOpenAI(base_url=input())\n' },
      ...JSON_OFFLINE,
    );
    expect([outcomes(warned)[1], warned.exitCode]).toEqual(['warned', 0]);
    const hidden = await validated({ 'a.py': `${BYPASS}${'#'.repeat(1_100_000)}` }, ...JSON_OFFLINE);
    expect([outcomes(hidden)[1], hidden.exitCode]).toEqual(['failed', 1]);
  });

  it('leaves old findings alone with --base', async () => {
    const folder = repository({ 'a.py': BYPASS });
    process.chdir(folder);
    writeFileSync(join(folder, 'b.py'), 'x = 1\n');
    expect((await tollgate('validate', '--offline', '--base', 'HEAD')).exitCode).toBe(0);
    writeFileSync(join(folder, 'b.py'), BYPASS);
    commit(folder);
    expect((await tollgate('validate', '--offline', '--base', 'HEAD~1')).exitCode).toBe(1);
  });
});

describe('the configuration', () => {
  const FAULTY = CONFIGURATION.replace('model: openai//', 'modle: openai//');

  it('is judged with line and mend', async () => {
    const run = await validated({ [CONFIG]: FAULTY }, ...JSON_OFFLINE);
    expect(configProblems(run)).toEqual(['4 model-parameters']);
    expect(checksOf(run)[2]?.problems[0]?.mend).not.toBe('');
    expect(run.exitCode).toBe(1);
  });

  it('is found by what it says, where nobody names it', async () => {
    const run = await validated(
      { 'deploy/litellm.yaml': FAULTY, 'compose.yml': 'services: {}\n' },
      ...JSON_OFFLINE,
    );
    expect(configProblems(run)).toEqual(['4 model-parameters']);
    expect(checksOf(run)[2]?.looked).toContain('deploy/litellm.yaml');
  });

  it('is the file of --config, wherever it lies', async () => {
    const other = join(repository({ 'other.yaml': FAULTY }), 'other.yaml');
    const run = await validated({ [CONFIG]: CONFIGURATION }, ...JSON_OFFLINE, '--config', other);
    expect(configProblems(run)).toEqual(['4 model-parameters']);
  });

  it('that is nowhere is skipped, and said', async () => {
    const run = await validated({ 'a.py': 'x = 1\n' }, ...JSON_OFFLINE);
    expect([outcomes(run)[2], run.exitCode]).toEqual(['skipped', 0]);
    expect(checksOf(run)[2]?.looked).toContain('--config');
  });

  it('that policy names and that is not there fails', async () => {
    const policy = 'gateway: { config: deploy/gone.yaml }\n';
    const run = await validated({ '.github/tollgate.yml': policy }, ...JSON_OFFLINE);
    expect([outcomes(run)[2], run.exitCode]).toEqual(['failed', 1]);
  });

  it.each([
    ['warn', 'warned', 0],
    ['off', 'skipped', 0],
  ])('weighs what policy says: %s', async (level, outcome, exitCode) => {
    const policy = `rules: { gateway-config: ${level} }\n`;
    const run = await validated({ [CONFIG]: FAULTY, '.github/tollgate.yml': policy }, ...JSON_OFFLINE);
    expect([outcomes(run)[2], run.exitCode]).toEqual([outcome, exitCode]);
  });
});

describe('what cannot be', () => {
  it.each<[string, string[], RegExp]>([
    [
      'a configuration that is not there',
      ['--offline', '--config', 'gone.yaml'],
      /gone\.yaml.*ENOENT.*--config/,
    ],
    [
      'a URL that is none',
      ['--gateway', 'localhost:8001'],
      /--gateway.*no HTTP URL.*http:\/\/localhost:8001/,
    ],
    ['a URL with a key in it', ['--gateway', 'http://user:secret@localhost'], /leave out user, password/],
    ['offline and online', ['--offline', '--probe'], /--offline.*--probe/],
    ['a format', ['--format', 'xml'], /pretty, json/],
    ['a revision that is not there', ['--offline', '--base', 'gone'], /gone/],
  ])('%s ends with 2', async (_, args, said) => {
    const { exitCode, err } = await validated({ 'a.py': 'x = 1\n' }, ...args);
    expect(exitCode).toBe(2);
    expect(err).toMatch(said);
    expect(err).not.toContain('secret@');
  });
});
