export const ISSUE_FORM_FILE = '.github/ISSUE_TEMPLATE/tollgate-bypass.yml';

/**
 * The form of the reason issue: the rule book's four points ("Document the Reason"), under the headings that Tollgate's
 * own link to a new issue writes. By GitHub's "Syntax for issue forms".
 */
export const ISSUE_FORM = `# The reason issue of a bypass: a debt comment cites its number. Written by \`tollgate init\`.
name: LLM gateway bypass
description: Say why a call cannot go through the LLM gateway yet. The debt comment in the code cites this issue.
title: "Why the gateway cannot be used: "
body:
  - type: markdown
    attributes:
      value: |
        A call that goes around the gateway loses caching, fallbacks, monitoring and cost control. If it cannot wait, answer four short questions; then put the number of this issue into the debt comment above the call:

        \`\`\`python
        # TODO: TECH DEBT - Direct LLM call bypassing gateway
        # Issue: #<number of this issue> - <why, in a few words>
        # Remove after: <what makes it unnecessary>
        # Contact: <your policy's contact> before changing
        response = await direct_llm_call(...)  # TEMPORARY - DO NOT COPY
        \`\`\`

        An emergency has 48 hours from the merge at most, a planned bypass two weeks. After that, feature pull requests are blocked until the call is gone. Keep this issue open for as long as the call stands.
  - type: textarea
    id: why
    attributes:
      label: Why LiteLLM cannot be used
      description: What does the gateway not do, or do wrong? Link its issue, if there is one.
      placeholder: LiteLLM does not support feature X of this model.
    validations:
      required: true
  - type: textarea
    id: what
    attributes:
      label: What is being bypassed
      description: The call, and where it is.
      placeholder: POST https://api.openai.com/v1/chat/completions in services/chat/summary.py
    validations:
      required: true
  - type: textarea
    id: when
    attributes:
      label: When it will be fixed
      description: A date, or the release or change that makes the bypass unnecessary, and who sees to it.
      placeholder: With LiteLLM v2.0, by 2025-11-30
    validations:
      required: true
  - type: textarea
    id: debt
    attributes:
      label: Technical debt created
      description: What is lost, and what has to be undone later?
      value: Bypasses caching, fallbacks, monitoring.
    validations:
      required: true
`;
