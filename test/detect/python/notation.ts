import type { FileFacts, Range, Value } from '../../../src/detect/facts.ts';
import { extractPython } from '../../../src/detect/python/extract.ts';

/** A value on one line, names instead of indices, so that tables of expectations can be read. */
export function write(facts: FileFacts, value: Value | undefined): string {
  const inner = (part: Value) => write(facts, part);
  switch (value?.kind) {
    case undefined:
      return 'nothing';
    case 'text':
      return JSON.stringify(value.text);
    case 'number':
      return String(value.number);
    case 'boolean':
      return String(value.boolean);
    case 'none':
      return 'none';
    case 'unknown':
      return '?';
    case 'join':
      return `${value.how}(${value.parts.map(inner).join(', ')})`;
    case 'choice':
      return value.options.map(inner).join(' | ');
    case 'environment':
      return value.fallback === undefined ? `$${value.name}` : `$${value.name}(${inner(value.fallback)})`;
    case 'object':
      return `{${[
        ...value.entries.map(({ key, value: entry }) => `${inner(key)}: ${inner(entry)}`),
        ...value.spreads.map((spread) => `...${inner(spread)}`),
      ].join(', ')}}`;
    case 'list':
      return `[${value.items.map(inner).join(', ')}]`;
    case 'binding':
      return facts.bindings[value.binding]?.name ?? 'no such binding';
    case 'global':
      return `global ${value.name}`;
    case 'import':
      return `<${value.module}:${value.name}>`;
    case 'member':
      return `${inner(value.object)}.${value.property}`;
    case 'index':
      return `${inner(value.object)}[${inner(value.key)}]`;
    case 'self':
      return `self ${facts.classes[value.class]?.name}`;
    case 'class':
      return `class ${facts.classes[value.class]?.name}`;
    case 'function':
      return `function ${facts.functions[value.function]?.name}`;
    case 'result':
      return `${write(facts, facts.calls[value.call]?.callee)}()`;
  }
}

export function writeAll(facts: FileFacts, values: readonly Value[]): string {
  return values.map((value) => write(facts, value)).join(' ; ');
}

/** Everything that the file gives the last name `x` that it declares, `…` behind it if something else may too. */
export async function valuesOfX(source: string): Promise<string> {
  const facts = await extractPython(source);
  const binding = facts.bindings.findLast(({ name }) => name === 'x');
  if (binding === undefined) return write(facts, facts.exports.find(({ name }) => name === 'x')?.value);
  return writeAll(facts, binding.values) + (binding.open ? ' …' : '');
}

/** All calls as `callee(arguments)`. */
export async function callsOf(source: string): Promise<string[]> {
  const facts = await extractPython(source);
  return facts.calls.map((call) => {
    const given = [
      ...call.positional.map((value) => write(facts, value)),
      ...call.named.map(({ name, value }) => `${name}=${write(facts, value)}`),
      ...(call.spreads ?? []).map((value) => `**${write(facts, value)}`),
      ...(call.spread ? ['…'] : []),
    ];
    return `${write(facts, call.callee)}(${given.join(', ')})`;
  });
}

/** The source that a range covers, so that ranges are tested by what they show. */
export function covered(source: string, range: Range): string {
  const lines = source.split('\n').slice(range.startLine - 1, range.endLine);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, range.endColumn - 1);
  lines[0] = (lines[0] ?? '').slice(range.startColumn - 1);
  return lines.join('\n');
}
