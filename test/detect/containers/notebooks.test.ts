import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notebookCode } from '../../../src/detect/containers/notebook-code.ts';
import { extractBlob, prefilterVocabulary } from '../../../src/detect/scan.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { scanTree } from '../scan-source.ts';

const vocabulary = prefilterVocabulary(defaultPolicy());
const CALL = 'requests.post("https://api.openai.com/v1/responses", json={})';
const IMPORT = 'import requests\n';

/** A notebook as Jupyter writes it: indented, a line of source to a line of the file. */
function notebook(
  cells: (string | object)[],
  metadata: object = { language_info: { name: 'python' } },
): string {
  const written = cells.map((cell) =>
    typeof cell === 'string'
      ? { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: linesOf(cell) }
      : cell,
  );
  return `${JSON.stringify({ cells: written, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

function linesOf(source: string): string[] {
  return source.split(/(?<=\n)/);
}

const markdown = { cell_type: 'markdown', metadata: {}, source: ['# OpenAI\n', CALL] };

/** What is found, and the text of the file there. */
async function found(text: string, path = 'a.ipynb') {
  const { findings } = await scanTree({ [path]: text });
  const lines = text.split('\n');
  return findings.map(({ rule, range }) => {
    const { startLine, startColumn, endLine, endColumn, cell } = range;
    const shown = startLine === endLine ? lines[startLine - 1]?.slice(startColumn - 1, endColumn - 1) : null;
    return { rule, cell: cell && [cell.number, cell.line, cell.column], shown };
  });
}

const spelled = (text: string) => JSON.stringify(text).slice(1, -1);

describe('a notebook', () => {
  it('is one module of its code cells, and names cell and line', async () => {
    const text = notebook([
      'import requests\nbase = "https://api.openai.com"\n',
      markdown,
      `\ndef ask():\n    return requests.post(f"{base}/v1/responses", json={})`,
    ]);
    expect(await found(text)).toEqual([
      {
        rule: 'direct-call',
        cell: [3, 3, 12],
        shown: spelled('requests.post(f"{base}/v1/responses", json={})'),
      },
    ]);
  });

  it('has the columns of its file, however its JSON spells the code', async () => {
    const source = `${IMPORT}s = "ä\\t"; ${CALL}  # 😀`;
    const spellings = [
      notebook([source]),
      JSON.stringify(JSON.parse(notebook([source]))),
      JSON.stringify({ cells: [{ cell_type: 'code', source }] }),
      JSON.stringify({ cells: [{ cell_type: 'code', source }] }).replace(
        /[^ -~]/g,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    ];
    for (const text of spellings) {
      expect(await found(text)).toEqual([{ rule: 'direct-call', cell: [1, 2, 12], shown: spelled(CALL) }]);
    }
  });

  it('is found whatever of its text is escaped', async () => {
    const hidden = (text: string) =>
      [...text].map((one) => `\\u00${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
    const text = `{"cells":[{"source":["${hidden(IMPORT)}","${hidden(CALL)}"],"cell_type":"code"}]}`;
    expect(await found(text)).toEqual([{ rule: 'direct-call', cell: [1, 2, 1], shown: hidden(CALL) }]);
  });

  it.each([
    ['a line magic', `%pip install openai\n%matplotlib inline\n${IMPORT}${CALL}`, [4, 1]],
    ['a shell command over lines', `!curl -X POST \\\n  https://example.com\n${IMPORT}${CALL}`, [4, 1]],
    ['a magic inside a block', `${IMPORT}if True:\n    !ls\n    ${CALL}`, [4, 5]],
    ['a magic that runs what follows', `${IMPORT}%time answer = ${CALL}`, [2, 10]],
    ['a magic with options', `${IMPORT}%timeit -n 10 -r 3 ${CALL}`, [2, 1]],
    ['a cell magic that runs its cell', `%%time\n${IMPORT}${CALL}`, [3, 1]],
    ['what a command gives', `${IMPORT}files = !ls\nhelp = %who\n${CALL}`, [4, 1]],
    ['a question', `${IMPORT}?requests\nrequests.post??\n${CALL}`, [4, 1]],
    ['a remainder that begins a line', `${IMPORT}n = (7\n  % 2)\ns = """\n!ls\n%x"""\n${CALL}`, [7, 1]],
    [
      'await at its top',
      `import httpx\nasync with httpx.AsyncClient() as requests:\n    await ${CALL}`,
      [3, 11],
    ],
  ] as const)('is read past %s', async (_, source, [line, column]) => {
    const { skipped } = await scanTree({ 'a.ipynb': notebook([source]) });
    expect(skipped).toEqual([]);
    expect(await found(notebook([source]))).toMatchObject([{ cell: [1, line, column] }]);
  });

  it.each([
    ['markdown', markdown],
    ['a raw cell', { ...markdown, cell_type: 'raw' }],
    [
      'outputs',
      { cell_type: 'code', source: ['1'], outputs: [{ output_type: 'stream', text: [IMPORT, CALL] }] },
    ],
    ['a cell for the shell', '%%bash\ncurl https://api.openai.com/v1/responses -d "{}"'],
    ['a cell that writes a file', `%%writefile a.py\n${IMPORT}${CALL}`],
    [
      'a cell in a language of its own',
      { cell_type: 'code', metadata: { vscode: { languageId: 'r' } }, source: [CALL] },
    ],
    ['comments', `# ${CALL}`],
    [
      'the gateway',
      'from openai import OpenAI\nclient = OpenAI(base_url="http://zoe-litellm:8001/v1", api_key=key)',
    ],
  ])('has nothing to say about %s', async (_, cell) => {
    expect(await found(notebook(['import requests', cell]))).toEqual([]);
  });

  it('is read by its kernel', async () => {
    const script = "const answer = await fetch('https://api.openai.com/v1/responses', { method: 'POST' });";
    for (const metadata of [
      { kernelspec: { name: 'deno', display_name: 'Deno' } },
      { kernelspec: { language: 'typescript' } },
      { language_info: { name: 'javascript' } },
    ]) {
      expect(await found(notebook([script], metadata))).toMatchObject([{ rule: 'direct-call' }]);
    }
    expect(await found(notebook([IMPORT + CALL], { language_info: { name: 'R' } }))).toEqual([]);
    expect(await found(notebook([IMPORT + CALL], {}))).toHaveLength(1);
  });

  it('of the third format is read too', async () => {
    const cells = [{ cell_type: 'code', input: [IMPORT, CALL], language: 'python' }];
    expect(await found(JSON.stringify({ nbformat: 3, worksheets: [{ cells }] }))).toMatchObject([
      { cell: [1, 2, 1] },
    ]);
  });

  it('sets variables by magics', async () => {
    const cells = [
      '%env OPENAI_BASE_URL=http://zoe-litellm:8001/v1',
      'from openai import OpenAI\nc = OpenAI()',
    ];
    expect(await found(notebook(cells))).toEqual([]);
    expect(await found(notebook(cells.slice(1)))).toHaveLength(1);
  });

  it('imports from the modules next to it', async () => {
    const text = notebook(['import requests\nfrom config import URL\nrequests.post(URL, json={})']);
    const { findings } = await scanTree({
      'nb/a.ipynb': text,
      'nb/config.py': 'URL = "https://api.openai.com/v1/responses"',
    });
    expect(findings).toMatchObject([{ path: 'nb/a.ipynb', range: { cell: { number: 1, line: 3 } } }]);
  });

  it('is documented by a comment in its cell', async () => {
    const source = [
      '# TODO: TECH DEBT - Direct LLM call bypassing gateway\n',
      '# Issue: #1 - why\n',
      `${CALL}  # TEMPORARY - DO NOT COPY`,
    ];
    for (const indent of [1, 0]) {
      const text = JSON.stringify(JSON.parse(notebook([IMPORT, source.join('')])), null, indent);
      const { debtComments, findings } = await scanTree({ 'a.ipynb': text });
      expect(debtComments).toMatchObject([{ marked: true, range: { cell: { number: 2, line: 1 } } }]);
      expect(debtComments[0]?.covers).toEqual(findings[0]?.statements[0]);
      expect(findings[0]?.snippet).toBe(CALL);
    }
  });
});

describe('a notebook that is none', () => {
  const secret = spelled(IMPORT + CALL);

  it.each([
    ['no JSON', `${secret}`],
    ['another shape', `["${secret}"]`],
    ['cells that are no list', `{"cells": {"source": "${secret}"}}`],
    ['a cell that is no object', `{"cells": ["${secret}"]}`],
    ['a source that is no text', `{"cells": [{"cell_type": "code", "source": [{"a": "${secret}"}]}]}`],
    ['no cells', `{"cell": "${secret}"}`],
    ['an end in the middle', `{"cells": [{"cell_type": "code", "source": ["${secret}`],
  ])('is skipped by name: %s', async (_, text) => {
    const { skipped } = await scanTree({ 'a.ipynb': text });
    expect(skipped).toMatchObject([{ path: 'a.ipynb', reason: 'syntax' }]);
  });

  it('is read as far as it goes', async () => {
    const text = notebook([IMPORT + CALL]);
    expect(await found(text.slice(0, text.indexOf('"metadata": {\n  "language')))).toHaveLength(1);
  });

  it.each(["text = '''of which there is no end", 'rows = [1, (2,', 'def ask():\n"\n    "  return 1\n"'])(
    'is read behind a cell that does not parse: %s',
    async (broken) => {
      const text = notebook([
        'import requests',
        broken,
        'import os',
        'n = len(os.name)\n\ndef f(a):\n    return a',
        CALL,
      ]);
      expect(await found(text)).toEqual([{ rule: 'direct-call', cell: [5, 1, 1], shown: spelled(CALL) }]);
      const { skipped } = await scanTree({ 'a.ipynb': text });
      expect(skipped).toMatchObject([{ path: 'a.ipynb', reason: 'syntax' }]);
    },
  );

  it('keeps what stands in a cell that the parser alone does not understand', async () => {
    const text = notebook(['import requests', `${CALL}\n${CALL}\nwhat is this`, 'print(1)']);
    expect(await found(text)).toHaveLength(2);
  });

  it('is skipped by name if it is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from(notebook([IMPORT + CALL])), Buffer.from([0xff])]);
    const { skipped } = await extractBlob(bytes, 'notebook', vocabulary);
    expect(skipped).toMatchObject({ reason: 'not-utf8' });
  });
});

describe('the limits of a notebook', () => {
  const image = {
    cell_type: 'code',
    source: ['1'],
    outputs: [{ data: { 'image/png': 'iVBORw0K'.repeat(500_000) } }],
  };

  it('are those of its code: outputs of any size are passed over', async () => {
    const text = notebook([image, IMPORT + CALL]);
    expect(text.length).toBeGreaterThan(4_000_000);
    expect(await found(text)).toMatchObject([{ cell: [2, 2, 1] }]);
  });

  it('name one with too much code that may hold a call, and no other', async () => {
    const much = 'a()\n'.repeat(300_000);
    const extract = (source: string) =>
      extractBlob(new TextEncoder().encode(notebook([source])), 'notebook', vocabulary);
    expect((await extract(IMPORT + CALL + much)).skipped).toMatchObject({
      reason: 'too-large',
      suspicious: true,
    });
    expect((await extract(much)).skipped).toBeNull();
  });

  const hostile = [
    '[',
    '{"a":',
    '"\\',
    '\\"',
    '{"cells":[',
    '["source",',
    '{"cells":[{"source":[[',
    '%',
    '!a\\',
    '"""',
    "'''",
  ];
  it.each(hostile)('end in time for %s again and again', (part) => {
    const text = part.repeat(Math.ceil(200_000 / part.length));
    const before = performance.now();
    notebookCode(text);
    notebookCode(`{"cells":[{"cell_type":"code","outputs":${text}`);
    notebookCode(
      JSON.stringify({ cells: [{ cell_type: 'code', source: text.replaceAll('a', 'a\n') }] }),
    ).cells?.();
    notebookCode(
      JSON.stringify({ cells: [{ cell_type: 'code', source: [...text].slice(0, 100_000) }] }),
    ).cells?.();
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('hold for any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.string(), (json, text) => {
        notebookCode(json);
        notebookCode(`{"cells":${json}}`);
        notebookCode(`{"cells":[{"cell_type":"code","source":${json},"metadata":${json}}]}`).cells?.();
        notebookCode(text);
      }),
    );
  });
});
