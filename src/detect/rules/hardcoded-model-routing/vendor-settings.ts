import { wordsOf } from '../../catalog/call-names.ts';
import { vendorOfMember } from '../../catalog/vendor-names.ts';
import type { Value } from '../../facts.ts';
import type { ChosenService } from './chosen-service.ts';

/** `settings.deepseek.baseURL`: whose address or model is taken, wherever it is set. */
export function vendorOfSetting(value: Value): ChosenService | null {
  if (value.kind !== 'member' || value.object.kind !== 'member' || !SETTINGS.test(value.property))
    return null;
  const { object, property } = value.object;
  const vendor = NAMED.has(object.kind) ? vendorOfMember(property) : null;
  return vendor && { name: vendor.name, isForeign: true, isTelling: vendor.isTelling };
}

/**
 * `settings.GROQ_BASE_URL`, `url or os.environ["GROQ_BASE_URL"]`: whose address is taken, by one name. It tells nothing
 * alone, and of models nothing at all: what a setting says is shown as often as asked.
 */
export function vendorOfVariable(value: Value): ChosenService | null {
  switch (value.kind) {
    case 'choice':
      return value.options.map(vendorOfVariable).find((one) => one !== null) ?? null;
    case 'environment':
      return vendorOfName(value.name) ?? (value.fallback ? vendorOfVariable(value.fallback) : null);
    case 'member':
      return NAMED.has(value.object.kind) ? vendorOfName(value.property) : null;
    default:
      return null;
  }
}

function vendorOfName(name: string): ChosenService | null {
  const vendor = vendorOfMember(VARIABLE.exec(wordsOf(name))?.[1] ?? '');
  return vendor && { name: vendor.name, isForeign: true, isTelling: false, isInside: true };
}

const VARIABLE = /^(?:default )?(.+) (?:base url|api base|api url|endpoint|host)$/;

const NAMED: ReadonlySet<Value['kind']> = new Set(['binding', 'import', 'member', 'global']);

const SETTINGS = /^(?:base_?url|api_?base|api_?url|endpoint|model|model_?name)$/i;
