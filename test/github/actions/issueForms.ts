import { parse } from 'yaml';
import { z } from 'zod';
import type { Account, Issue, Repository } from '../state/records.ts';
import type { Site } from './announce.ts';
import { openIssue } from './issues.ts';

/** GitHub's "Syntax for issue forms", as far as forms here use it. */
const Form = z.object({
  title: z.string().default(''),
  body: z.array(
    z.object({
      type: z.enum(['markdown', 'textarea', 'input']),
      id: z.string().optional(),
      attributes: z.object({ label: z.string().optional(), value: z.string().optional() }),
      validations: z.object({ required: z.boolean().default(false) }).optional(),
    }),
  ),
});

/**
 * Opens the new-issue page at a link, fills in what is left open, and submits: by the form that the link names, or as a
 * blank issue whose text the link brings, in which an answer is written under the heading that its name begins.
 * @param answers by field id
 * @throws where a required field stays empty, as the page refuses to submit
 */
export async function submitNewIssue(
  site: Site,
  repository: Repository,
  link: string,
  answers: Readonly<Record<string, string>>,
  by: Account,
): Promise<Issue> {
  const query = new URL(link).searchParams;
  const template = query.get('template');
  const form = template === null ? null : await formNamed(repository, template);
  const title = query.get('title') ?? form?.title ?? '';
  const body = form ? formBody(form, query, answers) : blankBody(query.get('body') ?? '', answers);
  return openIssue(site, repository, { title, body, user: by, viaApp: false, labels: [], assignees: [] });
}

/** Forms count on the default branch alone. */
async function formNamed(repository: Repository, name: string): Promise<z.output<typeof Form>> {
  const tip = repository.git.branch(repository.defaultBranch) ?? '';
  const { tree } = await repository.git.knownCommit(tip);
  const entry = await repository.git.entryAt(tree, `.github/ISSUE_TEMPLATE/${name}`);
  const text = entry && (await repository.git.blob(entry.sha));
  if (!text) throw new Error(`there is no form ${name}`);
  return Form.parse(parse(text.toString('utf8')));
}

function formBody(
  { body }: z.output<typeof Form>,
  query: URLSearchParams,
  answers: Readonly<Record<string, string>>,
): string {
  const fields = body.filter(({ type }) => type !== 'markdown');
  const shown = fields.map(({ id = '', attributes, validations }) => {
    const value = answers[id] ?? query.get(id) ?? attributes.value ?? '';
    if (validations?.required && value.trim() === '') throw new Error(`the field ${id} is required`);
    return `### ${attributes.label}\n\n${value || '_No response_'}`;
  });
  return shown.join('\n\n');
}

/** A person writes below a heading. */
function blankBody(body: string, answers: Readonly<Record<string, string>>): string {
  return Object.entries(answers).reduce(
    (text, [heading, answer]) => text.replace(new RegExp(`^(### ${heading}.*)$`, 'im'), `$1\n\n${answer}`),
    body,
  );
}
