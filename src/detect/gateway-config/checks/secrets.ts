import { handedKey, keysIn } from '../../keys/key-forms.ts';
import { isKeyVariable } from '../../keys/key-names.ts';
import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import type { Located } from '../located.ts';
import { nameOf, valueAt } from '../located.ts';
import type { Check } from './check.ts';

/** A text of the configuration and where it stands. */
interface Text {
  text: string;
  /** The key that it is the value of, or that its list is. */
  key: string;
  path: string;
  range: ConfigFault['range'];
  inList: boolean;
}

/**
 * Keys come from the environment. LiteLLM replaces a value that begins with `os.environ/`, and nothing else
 * (`ProxyConfig._check_for_os_environ_vars` in `litellm/proxy/proxy_server.py`: values of maps, in lists only those of
 * their maps; https://docs.litellm.ai/docs/proxy/configs#load-api-keys--config-values-from-environment). PyYAML expands
 * no `${NAME}` either, so such a text is sent to the vendor as it stands.
 */
export const checkSecrets: Check = ({ map }) => textsIn(map, '', '', false).flatMap(textFaults);

/** These headers LiteLLM searches for `os.environ/` itself (`set_env_variables_in_header`). */
const READ_OTHERWISE = /(?:^|\.)(?:pass_through_endpoints|mcp_servers)(?:\.|\[|$)/;

function textsIn(value: Located, key: string, path: string, inList: boolean): Text[] {
  if (READ_OTHERWISE.test(path)) return [];
  if (value.kind === 'map')
    return value.entries.flatMap((entry) =>
      textsIn(entry.value, entry.key, path === '' ? entry.key : `${path}.${entry.key}`, false),
    );
  if (value.kind === 'list')
    return value.items.flatMap((item, index) => {
      // By its name, so that it stays the same fault where entries are moved.
      const name = path === 'model_list' ? nameOf(valueAt(item, 'model_name')) : null;
      return textsIn(item, key, `${path}[${name ?? index}]`, true);
    });
  if (typeof value.value !== 'string') return [];
  return [{ text: value.value, key, path, range: value.range, inList }];
}

function textFaults(found: Text): ConfigFault[] {
  const { text } = found;
  if (text.includes('os.environ')) return environmentFaults(found);
  if (text.includes('{{')) return [];
  const variable = /\$\{[A-Za-z_][^}]*\}|^\$[A-Za-z_]\w*$/.exec(text)?.[0];
  if (variable !== undefined) return [notExpanded(found, variable)];
  return keyFaults(found);
}

function environmentFaults(found: Text): ConfigFault[] {
  const { text, range, path, inList } = found;
  const at = { id: 'environment-reference', severity: 'error', range, path } as const;
  if (!text.startsWith('os.environ/'))
    return isProse(text)
      ? []
      : [
          {
            ...at,
            message: `LiteLLM replaces \`os.environ/NAME\` only where it is the whole value, and takes ${quoted(text)} as it stands`,
            mend: 'Write `os.environ/NAME` alone, and put what belongs around it into the variable.',
          },
        ];
  const name = text.slice('os.environ/'.length);
  if (!/^[A-Za-z_][\w.-]*$/.test(name))
    return [
      {
        ...at,
        message: `${quoted(name)} is not the name of an environment variable`,
        mend: 'Write `os.environ/NAME`, without `$`, quotes or brackets.',
      },
    ];
  return inList ? [inListFault(found)] : [];
}

/** A sentence that speaks of it. */
function isProse(text: string): boolean {
  return text.split(/\s+/).length > 4;
}

function inListFault({ range, path, text }: Text): ConfigFault {
  return {
    id: 'environment-reference',
    severity: 'warn',
    message: `LiteLLM replaces no ${quoted(text)} that is an item of a list`,
    mend: 'Write it as the value of a key.',
    range,
    path,
  };
}

function notExpanded({ range, path }: Text, variable: string): ConfigFault {
  const name = /[A-Za-z_]\w*/.exec(variable)?.[0] ?? 'NAME';
  return {
    id: 'variable-not-expanded',
    severity: 'warn',
    message: `LiteLLM does not expand ${quoted(variable)}: it takes it as it stands, unless something fills it in before`,
    mend: `Write \`os.environ/${name}\`.`,
    range,
    path,
  };
}

function keyFaults(found: Text): ConfigFault[] {
  const shown = shownKey(found);
  if (shown === null) return [];
  const { range, path, key } = found;
  return [
    {
      id: 'key-in-file',
      severity: 'error',
      message: `${quoted(key)} holds a key (${quoted(shown)}), which whoever reads the repository has then`,
      mend: `Revoke it, and write \`os.environ/${variableFor(found)}\`.`,
      range,
      path,
    },
  ];
}

/** How the key in a text may be shown; `null` if it holds none. */
function shownKey({ text, key, path }: Text): string | null {
  const [known] = keysIn(text);
  if (known) return known.shown;
  const password = passwordIn(text);
  if (password !== null) return handedKey(password) === null ? null : 'a password in the URL';
  // Whatever it is, it opens the gateway.
  if (path === 'general_settings.master_key') return masterKeyShown(text);
  return isKeyField(key, path) ? (handedKey(text)?.shown ?? null) : null;
}

function masterKeyShown(text: string): string | null {
  return text === 'dummy' || /^<.*>$/.test(text) ? null : `${text.slice(0, 3)}…`;
}

const KEY_FIELD =
  /(?:^|_)(?:api_?key|secret|secret_key|password|passwd|token|access_key|access_key_id|secret_access_key|salt_key|credentials|private_key)$/i;

/** They end like a key's name, and hold the name of something, or a number. */
const NO_KEY_FIELD = /header|_name$|_id$|max_|min_|cache|budget|price|cost|path|file/i;

function isKeyField(key: string, path: string): boolean {
  if (path.startsWith('environment_variables.')) return isKeyVariable(key) || KEY_FIELD.test(key);
  return KEY_FIELD.test(key) && (!NO_KEY_FIELD.test(key) || /access_key_id$/i.test(key));
}

/** `postgresql://user:password@host` */
function passwordIn(text: string): string | null {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:([^/@\s]+)@/i.exec(text)?.[1] ?? null;
}

function variableFor({ key, path }: Text): string {
  if (path === 'general_settings.master_key') return 'LITELLM_MASTER_KEY';
  const name = key.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return /^[A-Z]/.test(name) ? name : 'NAME';
}
