import type { CallFact, FileFacts } from '../../facts.ts';

/** Functions that compare or show a text, and send nothing to it. */
const SILENT =
  /^(?:startswith|endswith|startsWith|endsWith|includes|indexOf|match|test|search|split|replace|replaceAll|log|print|debug|info|warn|warning|error|exception|critical|fatal|trace|expect|assert\w*|compile|redirect|open|link|RegExp|Set|describe|it|add_argument|option|echo|secho|markdown|write|setPlaceholder|setDesc|setName|setTooltip|setText|setTitle)$/;

/** `bool(settings["base_url"])`: whether there is one. */
const TESTS = /^(?:bool|len|isinstance|any|all|Boolean)$/;

/** A function of the tree's own that notes something: `log("INFO", "step", model=MODEL)`. */
const NOTES = /^_?(?:log|debug|info|warn|warning|error|print)(?:_\w+)?$|^_?log[A-Z]\w*$/;

/** `mailer.sendAdminAlert("AI down", { model })`: people are told. */
const ALERTS = /^(?:send)?\w*(?:Alert|Notification)$|^(?:alert|notify)(?:[A-Z_]\w*)?$/;

/** Whether a call compares or shows what it is given, and sends nothing to it. */
export function isSilent({ callee }: CallFact, facts: Pick<FileFacts, 'functions' | 'bindings'>): boolean {
  switch (callee.kind) {
    case 'member':
      return SILENT.test(callee.property) || ALERTS.test(callee.property);
    case 'global':
      return SILENT.test(callee.name) || TESTS.test(callee.name);
    case 'import':
      return NOTES.test(callee.name);
    case 'function':
      return NOTES.test(facts.functions[callee.function]?.name ?? '');
    case 'binding':
      return NOTES.test(facts.bindings[callee.binding]?.name ?? '');
    default:
      return false;
  }
}
