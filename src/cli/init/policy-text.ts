import { defaultPolicy, POLICY_FILE } from '../../policy/defaults.ts';
import { isLeftToRepositories, loadPolicy, type OrganisationPolicy } from '../../policy/load.ts';
import { schemaLine } from './editor-schema.ts';
import type { FoundUrl } from './gateway-addresses.ts';
import type { FoundProvider } from './provider-module.ts';

/** What the policy is to say; what equals the rule book's own is left out of it. */
export interface PolicyTerms {
  /** Base URLs of the gateway; none if nothing is known of it. */
  urls: FoundUrl[];
  /** Path of the gateway's configuration. */
  config: string | null;
  provider: FoundProvider | null;
  contact: string | null;
  /** Where an editor finds the schema of the file; `null` to say nothing of it. */
  schema: string | null;
  /** What the organisation says, over which the file may only tighten; `null` without one. */
  organisation: OrganisationPolicy | null;
}

const DEFAULTS = defaultPolicy();

const HEAD = `# What Tollgate allows in this repository. In force is the file of the default branch, for pull requests to every branch.
# What is not written here has the rule book's own value. A key that does not exist, or a value that makes no sense,
# fails the check with its line and the mend: nothing silently means the default.
`;

const HEAD_BELOW = `# What Tollgate allows in this repository, over the organisation's tollgate.yml, which it may tighten and never loosen.
# In force is the file of the default branch, for pull requests to every branch. What is not written here is the
# organisation's. A key that does not exist, or a value that makes no sense, fails the check with its line and the mend.
`;

/** The text of a policy file. Throws if it would not load: that is a fault of this module. */
export function policyText(terms: PolicyTerms): string {
  const sections = [
    schemaLine(terms.schema) + (terms.organisation === null ? HEAD : HEAD_BELOW),
    ...(terms.organisation === null ? ownSections(terms) : sectionsBelow(terms.organisation, terms)),
  ];
  const text = [...sections, TIGHTER].filter((section) => section !== '').join('\n');
  const load = loadPolicy(text, POLICY_FILE, terms.organisation);
  if (!load.ok) throw new Error(`${POLICY_FILE} would not load: ${JSON.stringify(load.problems)}\n${text}`);
  return text;
}

function ownSections(terms: PolicyTerms): string[] {
  return [gatewaySection(terms), providerSection(terms.provider), contactSection(terms)];
}

/** Gateway and contact are the organisation's; what files and modules are called is the repository's, unless it says so. */
function sectionsBelow(organisation: OrganisationPolicy, { config, provider }: PolicyTerms): string[] {
  const { policy } = organisation;
  const isOwn = (key: string) => isLeftToRepositories(organisation, key);
  const lines =
    isOwn('gateway.config') && config !== policy.gateway.config ? configLines(config).map(indented) : [];
  const isOwnModule = isOwn('provider.module') && isOwn('provider.factory');
  return [
    lines.length > 0 ? `gateway:\n${lines.join('')}` : '',
    // A list of its own would take classes of the organisation's away.
    isOwnModule && provider ? providerSection({ ...provider, classes: [] }) : '',
  ];
}

function indented(line: string): string {
  return `  ${line}\n`;
}

function gatewaySection({ urls, config }: PolicyTerms): string {
  const lines = [...urlLines(urls), ...configLines(config)];
  if (lines.length > 0) return `gateway:\n${lines.map((line) => `  ${line}\n`).join('')}`;
  return `# The gateway is the rule book's own, ${DEFAULTS.gateway.urls.join(', ')}. If yours is another, say so here.
# gateway:
#   urls: ["http://litellm:4000", "http://localhost:4000"]
`;
}

function urlLines(urls: readonly FoundUrl[]): string[] {
  if (
    urls.length === 0 ||
    isSame(
      urls.map(({ url }) => url),
      DEFAULTS.gateway.urls,
    )
  )
    return [];
  return [
    '# Base URLs of the gateway, in every spelling that the code uses: its name in the network, the port on a',
    "# developer's machine, its public address. A call below any of them is right.",
    'urls:',
    ...urls.map(({ url, from }) => `  - ${quoted(url)}${from === '' ? '' : ` # ${commented(from)}`}`),
  ];
}

function configLines(config: string | null): string[] {
  if (config === null || config === DEFAULTS.gateway.config) return [];
  return [
    "# The gateway's own configuration: the models that code may ask for.",
    `config: ${quoted(config)}`,
  ];
}

function providerSection(provider: FoundProvider | null): string {
  const { module, factory, classes } = DEFAULTS.provider;
  if (provider === null) return '';
  const known = provider.classes.every((name) => classes.includes(name));
  const lines = [
    ...(provider.module === module ? [] : [`module: ${quoted(provider.module)}`]),
    ...(provider.factory === factory ? [] : [`factory: ${quoted(provider.factory)}`]),
    ...(known ? [] : [`classes: [${provider.classes.map(quoted).join(', ')}]`]),
  ];
  if (lines.length === 0) return '';
  return `# The module that makes LLM providers (${commented(provider.path)}), and who nobody else may make.
provider:
${lines.map((line) => `  ${line}\n`).join('')}`;
}

function contactSection({ contact }: PolicyTerms): string {
  const why =
    '# Who owns the rule book, `@org/team`, `@team` or `@user`: grants two weeks, exceptions and overrides.\n';
  if (contact !== null && contact !== DEFAULTS.contact) return `${why}contact: ${quoted(contact)}\n`;
  return `${why}# contact: ${quoted(DEFAULTS.contact)}\n`;
}

const TIGHTER = `# A documented bypass may stand for 48 hours, or two weeks if it is planned. Shorter is fine, longer is not.
# timeBox: { emergency: 24h, planned: 7d }

# How much a rule weighs: \`error\` fails the check, \`warn\` is shown, \`off\` is silent. \`tollgate explain\` lists them.
# rules: { model-alias: error }

# Files that are not read, and tests, in which only keys are looked for. \`default\` stands for the built-in globs.
# paths: { ignore: [default, "legacy/**"], tests: [default, "checks/**"] }

# More hosts that answer LLM calls and are not the gateway.
# services: ["llm.internal.example", "10.0.0.7:11434"]
`;

/** JSON's strings are YAML's too. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A path in a comment: what ends a line would end the comment. */
function commented(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text) => other.includes(text));
}
