import { expect, it } from 'vitest';
import type { RuleCase } from './found.ts';
import { foundBy } from './found.ts';

/** A function that asks a second model some lines behind the `try` around the first. */
function askingBehind(lines: number): string {
  return `async function reply(message) {
  try {
    return await gemini.generateContent(message.video);
  } catch (error) { console.error(error); }
${'  note(message);\n'.repeat(lines)}
  return await groq.chat.completions.create({ model: 'a', messages: message.said });
}`;
}

const HITS: RuleCase[] = [
  [
    'a counting loop that catches and sleeps',
    `for (let attempt = 0; attempt < 3; attempt++) {
  try {
    response = await callLlm(prompt);
    break;
  } catch (error) {
    if (attempt < 2) await sleep(2 ** attempt);
    else response = await callDifferentLlm(prompt);
  }
}`,
    ['1: retry loop around callLlm()'],
  ],
  [
    'p-retry',
    `import pRetry from 'p-retry';
const answer = await pRetry(() => client.chat.completions.create({ model: 'a' }), { retries: 3 });`,
    ['2: p-retry around client.chat.completions.create()'],
  ],
  [
    'async-retry with a function of several statements',
    `import retry from 'async-retry';
import { generateText } from 'ai';
export const ask = () => retry(async (bail) => {
  const { text } = await generateText({ model });
  return text;
}, { retries: 3 });`,
    ['3: async-retry around generateText()'],
  ],
  [
    'a policy of cockatiel',
    `import { handleAll, retry } from 'cockatiel';
const policy = retry(handleAll, { maxAttempts: 3 });
const answer = await policy.execute(() => llm.invoke('x'));`,
    ['3: policy.execute around llm.invoke()'],
  ],
  [
    'a wrapper of their own',
    `import { withRetry } from './retry';
const answer = await withRetry(() => anthropic.messages.create({ model: 'x', max_tokens: 3 }));`,
    ['2: withRetry around anthropic.messages.create()'],
  ],
  [
    'a function that calls itself in the handler',
    `async function ask(prompt: string, retries = 3) {
  try {
    return await fetch('http://zoe-litellm:8001/v1/chat/completions', { method: 'POST', body });
  } catch (error) {
    if (retries > 0) return ask(prompt, retries - 1);
    throw error;
  }
}`,
    ['2: retry of fetch()'],
  ],
  [
    "another service's function of the same name in the handler",
    `class Gemini {
  static async generate(prompt: string) {
    try {
      return await model.generateContent(prompt);
    } catch {
      return await Groq.generate(prompt);
    }
  }
}`,
    ['3: fallback from model.generateContent() to Groq.generate()'],
  ],
  [
    "a class's function that calls itself by the class's name",
    `class Gemini {
  static async generate(prompt: string, retries = 3) {
    try {
      return await model.generateContent(prompt);
    } catch {
      return await Gemini.generate(prompt, retries - 1);
    }
  }
}`,
    ['3: retry of model.generateContent()'],
  ],
  [
    'what stands some way behind a try',
    askingBehind(180),
    ['2: fallback from gemini.generateContent() to groq.chat.completions.create()'],
  ],
  [
    'another provider in the handler',
    `try {
  answer = await provider.generate(prompt);
} catch {
  answer = await fallbackProvider.generate(prompt);
}`,
    ['1: fallback from provider.generate() to fallbackProvider.generate()'],
  ],
  [
    'a do loop of a method',
    `class Agent {
  async ask() {
    let tries = 0;
    do {
      try {
        return await this.openai.chat.completions.create({ model: 'x' });
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    } while (tries++ < 3);
  }
}`,
    ['4: retry loop around self.openai.chat.completions.create()'],
  ],
  [
    "LangChain's own wrapper",
    'const model = chatModel.withFallbacks([other]);',
    ['1: chatModel.withFallbacks around chatModel'],
  ],
];

it.each(HITS)('custom-retry finds %s', async (_, code, found) => {
  expect(await foundBy('custom-retry', 'src/a.ts', `${code}\n`)).toEqual(found);
});

const SILENT: [string, string][] = [
  ['what a long function asks far behind a try', askingBehind(220)],
  ["an SDK's own option", 'const { text } = await generateText({ model, maxRetries: 3 });'],
  [
    'p-retry around another service',
    `import pRetry from 'p-retry';
import OpenAI from 'openai';
const users = await pRetry(() => fetch('/users'), { retries: 3 });`,
  ],
  [
    'a worker that takes the next job',
    `while (true) {
  const job = await queue.pop();
  try { await llm.invoke(job.prompt); } catch (error) { console.error(error); }
}`,
  ],
  [
    'asking again until the answer has its form',
    `for (let attempt = 0; attempt < 3; attempt++) {
  const parsed = schema.safeParse(await callLlm(prompt));
  if (parsed.success) return parsed.data;
}`,
  ],
  [
    'a catch-all around an answer that is parsed',
    `for (let i = 0; i < 3; i++) {
  try {
    return JSON.parse(await callLlm(prompt));
  } catch { continue; }
}`,
  ],
  [
    'chunks of a stream',
    'for await (const chunk of llm.stream(prompt)) { try { show(chunk); } catch { continue; } }',
  ],
  [
    'a text message, sent twice',
    `for (let attempt = 0; attempt < 3; attempt++) {
  try { await twilio.messages.create({ to, from, body }); break; } catch { await sleep(1); }
}`,
  ],
];

it.each(SILENT)('custom-retry is silent for %s', async (_, code) => {
  expect(await foundBy('custom-retry', 'src/a.ts', `${code}\n`)).toEqual([]);
});
