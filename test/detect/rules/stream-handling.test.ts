import { describe, expect, it } from 'vitest';
import { GATEWAY, scanTree, whatBreaks } from '../scan-source.ts';

const URL = `${GATEWAY}/v1/chat/completions`;

/** A loop over a stream of the gateway, with these lines in it. */
const py = (...lines: string[]) =>
  `import json, httpx\ndef ask(body):\n    with httpx.stream("POST", "${URL}", json=body, headers=h) as reply:\n        for line in reply.iter_lines():\n${lines.map((line) => `            ${line}\n`).join('')}`;

const ts = (body: string) =>
  `export async function ask() {\n  const reply = await fetch('${URL}', { method: 'POST', headers, body: JSON.stringify({ stream: true }) });\n  ${body}\n}\n`;

describe('stream-handling', () => {
  it.each<[path: string, code: string, missing: string | null]>([
    ['a.py', py('print(json.loads(line))'), 'data: and [DONE]'],
    ['a.py', py('if line.startswith("data: "):', '    print(json.loads(line[6:]))'), '[DONE]'],
    ['a.py', py('if line == "[DONE]":', '    break', 'print(json.loads(line))'), 'data:'],
    ['a.py', py('# data: and "[DONE]"', 'print(json.loads(line))'), 'data: and [DONE]'],
    ['a.ts', ts('return reply.json();'), 'data: and [DONE]'],
    ['a.ts', ts(`for await (const chunk of reply.body) show(JSON.parse(chunk));`), 'data: and [DONE]'],
    [
      'a.py',
      py('if line.startswith(b"data: ") and line != b"data: [DONE]":', '    print(json.loads(line[6:]))'),
      null,
    ],
    ['a.py', py('yield line'), null],
    ['a.ts', ts('return new Response(reply.body);'), null],
    ['a.ts', ts(`if (line === 'data: [DONE]') return; JSON.parse(line);`), null],
    ['a.ts', ts(`line.replace(/^data: /, ''); if (/\\[DONE\\]/.test(line)) return; JSON.parse(line);`), null],
    ['a.ts', ts('return reply.json();').replace('stream: true', 'stream: false'), null],
    ['a.ts', ts('return reply.json();').replace(GATEWAY, 'http://events:80'), null],
  ])('%s: %s', async (path, code, missing) => {
    const found = await whatBreaks('stream-handling', path, code);
    expect(found).toEqual(missing === null ? [] : [`POST ${URL} streamed without ${missing}`]);
  });

  it('asks the rest of the class, and functions of other files', async () => {
    const method = `import json, httpx\nfrom .sse import events\nclass A:\n    def ask(self):\n        with httpx.stream("POST", "${URL}", headers=h) as reply:\n            for line in reply.iter_lines():\n                json.loads(self.text(line))\n`;
    const own = `    def text(self, line):\n        return None if line == "data: [DONE]" else line.removeprefix("data: ")\n`;
    expect(await whatBreaks('stream-handling', 'a.py', method)).toHaveLength(1);
    expect(await whatBreaks('stream-handling', 'a.py', method + own)).toEqual([]);
    const helped = {
      'a.py': method.replace('json.loads(self.text(line))', 'json.loads(events(line))'),
      'sse.py':
        'def events(line):\n    return line[6:] if line.startswith("data: ") and "[DONE]" not in line else None\n',
    };
    expect((await scanTree(helped)).findings.filter(({ rule }) => rule === 'stream-handling')).toEqual([]);
  });
});
