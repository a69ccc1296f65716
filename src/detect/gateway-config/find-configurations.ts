import type { ConfigFault } from './fault.ts';
import { readsLikeGateway } from './language.ts';
import type { Located, LocatedMap } from './located.ts';
import { entryOf } from './located.ts';
import type { Inset } from './read-yaml.ts';
import { readConfigYaml } from './read-yaml.ts';

/** A configuration of LiteLLM, and whether it is the whole file, which LiteLLM then reads itself. */
export interface FoundConfiguration {
  map: LocatedMap;
  isWholeFile: boolean;
}

export interface FoundConfigurations {
  configurations: FoundConfiguration[];
  faults: ConfigFault[];
}

/** A chart's values nest the configuration a few levels deep. */
const MAX_DEPTH = 12;

/** Files with more of them are no one's configuration. */
const MAX_CONFIGURATIONS = 50;

/**
 * The configurations that a text holds: the file itself; those that a chart's values nest; those that a manifest holds
 * as one text (`data: config.yaml: |`). Never throws.
 */
export function findConfigurations(text: string): FoundConfigurations {
  const { documents, faults } = readConfigYaml(text);
  const found: FoundConfigurations = { configurations: [], faults: [] };
  for (const document of documents) search(found, document, 0);
  if (found.configurations.length === 0) takeWholeFile(found, documents);
  const configurations = found.configurations.slice(0, MAX_CONFIGURATIONS);
  const own = faults.filter((fault) => concerns(fault, configurations));
  return {
    configurations,
    faults: [...found.faults, ...own, ...severalDocuments(configurations, documents)],
  };
}

/** What else stands in a chart's values or in a manifest is not for us to judge, as long as it can be read. */
function concerns({ id, range }: ConfigFault, configurations: readonly FoundConfiguration[]): boolean {
  if (id === 'yaml-syntax' || configurations.length === 0) return true;
  return configurations.some(({ map, isWholeFile }) => isWholeFile || holds(map.range, range));
}

function holds(outer: ConfigFault['range'], { startLine }: ConfigFault['range']): boolean {
  return outer.startLine <= startLine && startLine <= outer.endLine;
}

/** `yaml.safe_load` reads one document and refuses a second one. */
function severalDocuments(
  configurations: readonly FoundConfiguration[],
  documents: readonly Located[],
): ConfigFault[] {
  const second = documents[1];
  if (!second || !configurations.some(({ isWholeFile }) => isWholeFile)) return [];
  return [
    {
      id: 'several-documents',
      severity: 'error',
      message: 'a second document begins here, and LiteLLM reads a file of one only: it does not start',
      mend: 'Delete the line `---` before it, and what does not belong to the configuration.',
      range: { ...second.range, endLine: second.range.startLine, endColumn: second.range.startColumn },
      path: '',
    },
  ];
}

function search(found: FoundConfigurations, value: Located, depth: number): void {
  if (depth > MAX_DEPTH || found.configurations.length > MAX_CONFIGURATIONS) return;
  if (value.kind === 'scalar') searchText(found, value, depth);
  else if (value.kind === 'list') for (const item of value.items) search(found, item, depth + 1);
  else if (entryOf(value, 'model_list') !== null)
    found.configurations.push({ map: value, isWholeFile: depth === 0 });
  else for (const entry of value.entries) search(found, entry.value, depth + 1);
}

function searchText(found: FoundConfigurations, scalar: Located, depth: number): void {
  if (scalar.kind !== 'scalar' || typeof scalar.value !== 'string' || !readsLikeGateway(scalar.value)) return;
  const { documents, faults } = readConfigYaml(scalar.value, insetOf(scalar));
  found.faults.push(...faults);
  for (const document of documents) search(found, document, depth + 1);
}

/** Text that is folded or quoted has no lines of its own in the file: all of it stands where it begins. */
function insetOf({ block, range }: Located & { kind: 'scalar' }): Inset {
  return block ?? { firstLine: range.startLine, indentation: 0 };
}

/** A file without `model_list` may still be one: models come from `include` or from the database. */
function takeWholeFile(found: FoundConfigurations, documents: readonly Located[]): void {
  const [only] = documents;
  if (documents.length === 1 && only?.kind === 'map')
    found.configurations.push({ map: only, isWholeFile: true });
}
