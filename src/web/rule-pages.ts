import { marked } from 'marked';
import { defaultPolicy } from '../policy/defaults.ts';
import { RULE_IDS } from '../policy/policy.ts';
import { isRuleId, rulePage } from '../rule-page.ts';

/** What a person sees who opens the server's own address. */
export function homePage(): string {
  return page('What this is', HOME);
}

const HOME = `<h1>Tollgate</h1>
<p>This server is a GitHub App: it looks at pull requests for LLM calls that go around the gateway. What it has to say stands on GitHub, in the check named <code>Tollgate</code>.</p>
<ul>
<li><a href="/rules">The rules</a>: what each finds, why, and what to write instead</li>
<li>JSON Schemas of the policy, for editors: <a href="/policy.schema.json">of a repository</a>, <a href="/organisation.schema.json">of an organisation</a></li>
</ul>`;

/** Where the pages are served: `/rules` lists them, `/rules/<id>` is one. */
const PATH = /^\/rules(?:\/([a-z-]{0,60}))?$/;

/** The page of a rule, or the list of them, as HTML; `null` if the path is another's, or names no rule. */
export function rulePageAt(path: string): string | null {
  const [whole, id = ''] = PATH.exec(path) ?? [];
  if (whole === undefined) return null;
  if (id === '') return page('The rules', list());
  return isRuleId(id) ? page(id, marked.parse(rulePage(id).markdown, { async: false })) : null;
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

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
