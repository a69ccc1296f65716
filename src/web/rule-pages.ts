import { defaultPolicy } from '../policy/defaults.ts';
import { RULE_IDS } from '../policy/policy.ts';
import { isRuleId, rulePage } from '../rule-page.ts';

/** Where the pages are served: `/rules` lists them, `/rules/<id>` is one. */
const PATH = /^\/rules(?:\/([a-z-]{0,60}))?$/;

/** The page of a rule, or the list of them, as HTML; `null` if the path is another's, or names no rule. */
export function rulePageAt(path: string): string | null {
  const [whole, id = ''] = PATH.exec(path) ?? [];
  if (whole === undefined) return null;
  if (id === '') return page('The rules', list());
  return isRuleId(id) ? page(id, htmlOf(rulePage(id).markdown)) : null;
}

function list(): string {
  const { rules } = defaultPolicy();
  const items = RULE_IDS.map(
    (id) =>
      `<li><a href="/rules/${id}"><code>${id}</code></a> (${rules[id]}): ${escaped(rulePage(id).title)}</li>`,
  );
  return `<h1>The rules</h1>\n<ul>\n${items.join('\n')}\n</ul>`;
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}pre{background:#f4f4f4;padding:.8rem;overflow:auto}blockquote{border-left:3px solid #ccc;margin-left:0;padding-left:1rem}';

function page(title: string, body: string): string {
  return `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} - Tollgate</title><style>${STYLE}</style></head>\n<body>\n<p><a href="/rules">All rules</a></p>\n${body}\n</body>\n</html>\n`;
}

/** Our own pages as HTML. Only what they use is understood; everything else is shown as written. */
function htmlOf(markdown: string): string {
  const parts = markdown.trim().split(/^```[^\n]*\n([\s\S]*?)^```$/m);
  return parts
    .map((part, index) => (index % 2 === 1 ? `<pre><code>${escaped(part)}</code></pre>` : prose(part)))
    .join('\n');
}

function prose(markdown: string): string {
  const blocks = markdown.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return blocks.map((block) => blockOf(block.trim())).join('\n');
}

function blockOf(block: string): string {
  const [, marks, heading] = /^(#{1,3}) (.+)$/.exec(block) ?? [];
  if (marks !== undefined && heading !== undefined)
    return `<h${marks.length}>${inline(heading)}</h${marks.length}>`;
  if (block.startsWith('- ')) return `<ul>\n${block.split(/^- /m).slice(1).map(item).join('\n')}\n</ul>`;
  if (block.startsWith('> ')) return `<blockquote>${inline(block.replaceAll(/^> ?/gm, ''))}</blockquote>`;
  return `<p>${inline(block)}</p>`;
}

function item(text: string): string {
  return `<li>${inline(text.trim())}</li>`;
}

function inline(text: string): string {
  return escaped(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
