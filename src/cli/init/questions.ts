import { loadPolicy } from '../../policy/load.ts';
import { CannotRun } from '../cannot-run.ts';
import { printable } from '../printable.ts';
import type { Ask, Paint } from '../terminal.ts';

/** Puts questions to whoever sits there. Throws {@link CannotRun} when they leave. */
export interface Questions {
  /** Yes or no; Return means `otherwise`. */
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  /** A line; Return means what is proposed. Asked again, with the fault, until it is right. */
  text(question: string, proposed: string, faultOf: (answer: string) => string | null): Promise<string>;
}

export function questionsTo(ask: Ask, out: (text: string) => void, paint: Paint): Questions {
  const line = async (question: string, hint: string): Promise<string> => {
    const answer = await ask(`${paint('cyan', '?')} ${question} ${paint('dim', `[${printable(hint)}]`)} `);
    if (answer === null) throw new CannotRun('stopped, and nothing was written that was not agreed to.');
    return answer.trim();
  };
  return {
    async confirm(question, otherwise) {
      for (;;) {
        const answer = (await line(question, otherwise ? 'Y/n' : 'y/N')).toLowerCase();
        if (answer === '') return otherwise;
        if (/^(y|yes|n|no)$/.test(answer)) return answer.startsWith('y');
        out('  Answer y or n.\n');
      }
    },
    async text(question, proposed, faultOf) {
      for (;;) {
        const answer = (await line(question, proposed)) || proposed;
        const fault = faultOf(answer);
        if (fault === null) return answer;
        out(`  ${fault}\n`);
      }
    },
  };
}

/** What is wrong with values of a policy, as the policy itself would say it; `null` if nothing is. */
export function policyFault(values: object): string | null {
  const load = loadPolicy(JSON.stringify(values));
  if (load.ok) return null;
  return load.problems.map(({ message, mend }) => printable(`${message}. ${mend}`)).join(' ');
}

/** Base URLs as somebody types them. */
export function urlsIn(answer: string): string[] {
  return answer.split(/[\s,]+/).filter((url) => url !== '');
}
