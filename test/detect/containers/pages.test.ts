import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageCode } from '../../../src/detect/containers/page-code.ts';
import { extractBlob, prefilterVocabulary } from '../../../src/detect/scan.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { scanTree } from '../scan-source.ts';

const CALL = "fetch('https://api.openai.com/v1/responses', { method: 'POST' });";
const vocabulary = prefilterVocabulary(defaultPolicy());

const extracted = (text: string, language: 'html' | 'vue' | 'svelte') =>
  extractBlob(new TextEncoder().encode(text), language, vocabulary);

describe('the code of a page', () => {
  it('keeps every line and column, whatever stands before it', async () => {
    const page = `<p>ä 😀\r\n\t<b></b><script>\r\n  ${CALL}</script> <script>${CALL}</script>`;
    const { findings } = await scanTree({ 'a.html': page });
    expect(findings.map(({ range }) => range)).toEqual([
      { startLine: 3, startColumn: 3, endLine: 3, endColumn: 3 + CALL.length - 1 },
      { startLine: 3, startColumn: 21 + CALL.length, endLine: 3, endColumn: 20 + 2 * CALL.length },
    ]);
    expect(findings[1]?.snippet).toBe(CALL);
  });

  it('has the length and the lines of the page, as far as its last script', () => {
    const text = fc
      .array(
        fc.constantFrom(
          ...['<script>', '</script>', '<!--', '-->', '<script src=x>', '<p a="', '">', "'", '{', '}', '<'],
          ...[
            '{{',
            '}}',
            '<template>',
            '</template>',
            '<style>',
            '</style>',
            '\n',
            '\r\n',
            'a();',
            '//',
            '>',
          ],
          ...[
            '<script type=json>',
            '<textarea>',
            '</textarea>',
            '`',
            '/*',
            '*/',
            '/',
            ' ',
            '<script/>',
            '😀',
          ],
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join(''));
    const languages = fc.constantFrom('html', 'vue', 'svelte');
    fc.assert(
      fc.property(text, languages, (page, language) => {
        const { code } = pageCode(page, language);
        expect(code.length).toBeLessThanOrEqual(page.length);
        const kept = [...code].every((unit) => /[\s;]/.test(unit) || page.includes(unit));
        expect(kept).toBe(true);
        expect(code.split('\n').length).toBeLessThanOrEqual(page.split('\n').length);
        for (const [index, line] of code.split('\n').entries()) {
          if (index < code.split('\n').length - 1) expect(line.length).toBe(page.split('\n')[index]?.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['html', '<script>a</script><script lang=ts>b</script>', 'typescript'],
    ['vue', '<script>a</script>', 'javascript'],
    ['vue', '<script lang="ts">a</script><script setup lang="tsx">b</script>', 'tsx'],
    ['svelte', '<script type="text/typescript">a</script>', 'typescript'],
  ] as const)('in %s %s is read as %s', (container, text, language) => {
    expect(pageCode(text, container).language).toBe(language);
  });

  it('says where a script begins that is never closed', async () => {
    const { skipped, findings } = await scanTree({ 'a.html': `<p>\n<script>${CALL}` });
    expect(findings).toHaveLength(1);
    expect(skipped).toMatchObject([{ path: 'a.html', reason: 'syntax', suspicious: false }]);
    expect(skipped[0]?.message).toContain('line 2');
  });

  it('documents a bypass by a comment of its script, and not by one of its markup', async () => {
    const comment = 'TODO: TECH DEBT - Direct LLM call bypassing gateway';
    const script = `<script setup>\n// ${comment}\n// Issue: #1 - why\n${CALL}  // TEMPORARY - DO NOT COPY\n</script>`;
    const { debtComments, findings } = await scanTree({ 'a.vue': `<!-- ${comment} -->\n${script}` });
    expect(debtComments).toMatchObject([{ marked: true, range: { startLine: 3 }, covers: { startLine: 5 } }]);
    expect(findings).toMatchObject([{ statements: [{ startLine: 5 }] }]);
  });
});

describe('the limits of a page', () => {
  it('are those of its code: markup of any length is looked through', async () => {
    const page = `${'<p>OpenAI</p>\n'.repeat(200_000)}<script>${CALL}</script>`;
    expect(page.length).toBeGreaterThan(1_000_000);
    expect((await extracted(page, 'html')).facts.calls).toHaveLength(1);
  });

  it('name a page with too much code that may hold a call, and no other', async () => {
    const much = 'a();'.repeat(300_000);
    const { skipped } = await extracted(`<p><script>${CALL}${much}</script>`, 'html');
    expect(skipped).toMatchObject({ reason: 'too-large', suspicious: true });
    expect(await extracted(`<p>OpenAI<script>${much}</script>`, 'html')).toMatchObject({
      parsed: false,
      skipped: null,
    });
  });

  it('turn a page away whose markup alone speaks of a service', async () => {
    const { parsed, glance } = await extracted(
      "<pre>import OpenAI from 'openai'</pre><script>import './a.js'</script>",
      'html',
    );
    expect(parsed).toBe(false);
    expect(glance?.imports).toEqual([{ module: './a.js', names: [] }]);
  });

  const hostile = [
    '<',
    '<a ',
    '<a b="',
    "<a b='{",
    '<!--',
    '<script>',
    '</script>',
    '<script><!--<script>',
    '<template>',
    '<template>{{',
    '{{',
    '{',
    '{`',
    '{/*',
    '<style>',
    `<${'x'.repeat(999)}>`,
    '<p {"}',
    '{"{',
    '\n-->',
    ']]>',
  ];
  it.each(hostile)('end in time for half a million characters of %s', async (part) => {
    const text = part.repeat(Math.ceil(500_000 / part.length));
    for (const language of ['html', 'vue', 'svelte'] as const) {
      const before = performance.now();
      pageCode(`<script>${text}`, language);
      pageCode(`<template><p>${text}</p></template><script>a</script>${text}`, language);
      expect(performance.now() - before).toBeLessThan(5_000);
    }
  });
});
