/** Where `tollgate init` writes the form, and where Tollgate's own links look for it. */
export const REASON_FORM_FILE = '.github/ISSUE_TEMPLATE/tollgate-bypass.yml';

/** What a new reason issue is called before it says why. */
export const REASON_TITLE = 'Why the gateway cannot be used: ';

/** The rule book's four points ("Document the Reason"), by the ids of the form's fields. */
export const REASON_POINTS = {
  why: 'Why LiteLLM cannot be used',
  what: 'What is being bypassed',
  when: 'When it will be fixed',
  debt: 'Technical debt created',
} as const;

/** What every bypass costs. */
export const USUAL_DEBT = 'Bypasses caching, fallbacks, monitoring.';

/** The form of the reason issue, by GitHub's "Syntax for issue forms". */
export const REASON_FORM = `# The reason issue of a bypass: a debt comment cites its number. Written by \`tollgate init\`.
name: LLM gateway bypass
description: Say why a call cannot go through the LLM gateway yet. The debt comment in the code cites this issue.
title: "${REASON_TITLE}"
body:
  - type: markdown
    attributes:
      value: |
        A call that goes around the gateway loses caching, fallbacks, monitoring and cost control. If it cannot wait, answer four short questions. Where you came from a pull request, the finished comment, with the number of this issue, is then the suggestion there; else put the number into the debt comment above the call:

        \`\`\`python
        # TODO: TECH DEBT - Direct LLM call bypassing gateway
        # Issue: #<number of this issue> - <why, in a few words>
        # Remove after: <what must happen first, or a date>
        # Contact: <your policy's contact> before changing
        response = await direct_llm_call(...)  # TEMPORARY - DO NOT COPY
        \`\`\`

        An emergency has 48 hours from the merge at most, a planned bypass two weeks. After that, feature pull requests are blocked until the call is gone. Keep this issue open for as long as the call stands.
  - type: textarea
    id: why
    attributes:
      label: ${REASON_POINTS.why}
      description: What does the gateway not do, or do wrong? Link its issue, if there is one.
      placeholder: LiteLLM does not support feature X of this model.
    validations:
      required: true
  - type: textarea
    id: what
    attributes:
      label: ${REASON_POINTS.what}
      description: The call, and where it is.
      placeholder: POST https://api.openai.com/v1/chat/completions in services/chat/summary.py
    validations:
      required: true
  - type: textarea
    id: when
    attributes:
      label: ${REASON_POINTS.when}
      description: A date, or the release or change that makes the bypass unnecessary, and who sees to it.
      placeholder: With LiteLLM v2.0, by 2025-11-30
    validations:
      required: true
  - type: textarea
    id: debt
    attributes:
      label: ${REASON_POINTS.debt}
      description: What is lost, and what has to be undone later?
      value: ${USUAL_DEBT}
    validations:
      required: true
`;
