import { defaultPolicy } from '../policy/defaults.ts';

/** Paths whose files show how it is done, and configure nothing. */
const SAMPLES =
  /(^|\/)(tests?|fixtures?|examples?|samples?|docs?|templates?|cookbook)\/|[._-](example|sample|template|test)\b/i;

const RULE_BOOK_PATH = defaultPolicy().gateway.config;

/**
 * How likely a file is the gateway's own configuration, among those that read like one. Lower is likelier: where the
 * rule book has it, then a file of its own, then one that a chart or manifest holds.
 */
export function configurationRank(path: string, isWholeFile: boolean): number {
  if (path === RULE_BOOK_PATH) return -1;
  return (SAMPLES.test(path) ? 100 : 0) + (isWholeFile ? 0 : 50) + path.split('/').length;
}
