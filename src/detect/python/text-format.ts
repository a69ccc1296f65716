import type { Value } from '../facts.ts';
import { joined, text, UNKNOWN } from './values.ts';

/** Arguments that fill a template's places. */
export interface TemplateArguments {
  positional: readonly Value[];
  named: readonly { name: string; value: Value }[];
}

const BRACE_PLACE = /\{\{|\}\}|\{([^{}!:]*)[^{}]*\}/g;

/** `"{}/v1/{model}".format(…)` as a join; what no argument fills is unknown. */
export function formatBraces(template: string, given: TemplateArguments): Value {
  let next = 0;
  return fill(template, BRACE_PLACE, (whole, field) => {
    if (whole === '{{') return text('{');
    if (whole === '}}') return text('}');
    const name = field ?? '';
    if (name !== '') return argumentNamed(name, given);
    next += 1;
    return given.positional[next - 1] ?? UNKNOWN;
  });
}

function argumentNamed(field: string, given: TemplateArguments): Value {
  if (/^\d+$/.test(field)) return given.positional[Number(field)] ?? UNKNOWN;
  const [name, ...properties] = field.split('.');
  const value = given.named.find((argument) => argument.name === name)?.value ?? UNKNOWN;
  if (value.kind === 'unknown') return value;
  return properties.reduce<Value>((object, property) => ({ kind: 'member', object, property }), value);
}

const PERCENT_PLACE = /%(?:\(([^)]*)\))?[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[hlL]?[a-zA-Z%]/g;

/** `"%s/v1" % base` as a join; what no argument fills is unknown. */
export function formatPercent(template: string, given: TemplateArguments): Value {
  let next = 0;
  return fill(template, PERCENT_PLACE, (whole, name) => {
    if (whole === '%%') return text('%');
    if (name !== undefined) return given.named.find((argument) => argument.name === name)?.value ?? UNKNOWN;
    next += 1;
    return given.positional[next - 1] ?? UNKNOWN;
  });
}

function fill(
  template: string,
  place: RegExp,
  valueAt: (whole: string, name: string | undefined) => Value,
): Value {
  const parts: Value[] = [];
  let copied = 0;
  for (const match of template.matchAll(place)) {
    parts.push(text(template.slice(copied, match.index)), valueAt(match[0], match[1]));
    copied = match.index + match[0].length;
  }
  parts.push(text(template.slice(copied)));
  return joined(parts);
}
