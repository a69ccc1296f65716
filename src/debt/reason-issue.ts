import { code, cutToBytes } from './markdown.ts';

/** What is known of a bypass when its reason issue is written. */
export interface ReasonIssueTerms {
  repositoryUrl: string;
  /** What is called, `POST https://…`. Hostile text. */
  what: string;
  /** Where, `src/chat.py:42`. Hostile text. */
  where: string;
  pullNumber: number;
}

/** GitHub answers 414 to addresses a little over 8 KB. */
const LONGEST_BODY = 2_000;

/** The address of GitHub's new-issue page, filled in with the rule book's four questions ("Document the Reason"). */
export function reasonIssueUrl(terms: ReasonIssueTerms): string {
  const query = new URLSearchParams({ title: 'Why the gateway cannot be used: ', body: questions(terms) });
  return `${terms.repositoryUrl}/issues/new?${query}`;
}

function questions({ what, where, pullNumber }: ReasonIssueTerms): string {
  const body = [
    '### Why LiteLLM cannot be used',
    '',
    '### What is being bypassed',
    `${code(what)} in ${code(where)} (#${pullNumber})`,
    '### When it will be fixed',
    '',
    '### Technical debt created',
    'Bypasses caching, fallbacks, monitoring.',
  ];
  return cutToBytes(body.join('\n\n'), LONGEST_BODY);
}
