import { tollgateVersion } from '../version.ts';

/** What npm installs Tollgate from where nothing else is said: the very version that writes the files. */
export function ownPackage(): string {
  return `tollgate@${tollgateVersion()}`;
}

/** What may stand in a shell's double quotes and in YAML's without meaning anything else. */
const SPEC = /^(?!-)[\w@./:#+~^-]{1,200}$/;

/** Whether a text can be written into hooks and workflows as what npm installs. */
export function isPackageSpec(text: string): boolean {
  return SPEC.test(text);
}

/** The command that runs Tollgate without a copy in the project. */
export function npxCommand(spec: string): string {
  return spec.startsWith('tollgate@') ? `npx --yes ${spec}` : `npx --yes --package="${spec}" -- tollgate`;
}
