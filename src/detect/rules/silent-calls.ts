import type { CallFact } from '../facts.ts';

/** Functions that compare or show a text, and send nothing to it. */
const SILENT =
  /^(?:startswith|endswith|startsWith|endsWith|includes|indexOf|match|test|search|split|replace|replaceAll|log|print|debug|info|warn|warning|error|exception|critical|fatal|trace|expect|assert\w*|compile|redirect|open|link|RegExp|describe|it|add_argument|option|echo|secho|markdown|write|setPlaceholder|setDesc|setName|setTooltip|setText|setTitle)$/;

/** Whether a call compares or shows what it is given, and sends nothing to it. */
export function isSilent({ callee }: CallFact): boolean {
  return SILENT.test(
    callee.kind === 'member' ? callee.property : callee.kind === 'global' ? callee.name : '',
  );
}
