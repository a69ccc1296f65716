import { policyJsonSchemaText } from '../../policy/json-schema.ts';
import type { FileState } from './repository-file.ts';

/** Beside the policy: an editor completes it without asking any host. */
export const SCHEMA_FILE = '.github/tollgate.schema.json';

/** How the policy names that file: relative to itself. */
const BESIDE = './tollgate.schema.json';

/** What an editor with the YAML language server reads the schema from; `null` where it is to be left out. */
export function schemaPlace({ url, isSkipped }: { url: string | null; isSkipped: boolean }): string | null {
  return isSkipped ? null : (url ?? BESIDE);
}

/** Whether the file is wanted: by the policy that is to be written, or by the one that is there. */
export function wantsSchemaFile(policy: FileState, place: string | null, writesPolicy: boolean): boolean {
  if (policy.kind === 'file') return policy.text.includes(BESIDE);
  return policy.kind === 'absent' && writesPolicy && place === BESIDE;
}

/** The line that such editors look for, which must be a comment of the file's head. */
export function schemaLine(place: string | null): string {
  return place === null ? '' : `# yaml-language-server: $schema=${place}\n`;
}

export function schemaText(): string {
  return policyJsonSchemaText('repository');
}

/** A URL of the schema that a line can hold. */
export function isSchemaUrl(text: string): boolean {
  return /^https?:\/\/[\x21-\x7e]{1,1000}$/.test(text) && URL.canParse(text);
}
