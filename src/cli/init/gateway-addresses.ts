import { environmentLanguage, extractEnvironment } from '../../detect/environment/extract.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf, yamlValues } from './yaml-values.ts';

export interface TextFile {
  path: string;
  text: string;
}

/** A base URL of the gateway, and what says so, for people. */
export interface FoundUrl {
  url: string;
  from: string;
}

/** Where LiteLLM listens if it is not told (its `--port`). */
const DEFAULT_PORT = '4000';

/**
 * The base URLs at which a repository's own files reach LiteLLM: by its name in a compose network, its published
 * port, a Kubernetes service, or a variable that holds its address. Each once, compose first.
 * @param config where the gateway's configuration is: what mounts that is the gateway, whatever it is called
 */
export function gatewayAddresses(files: readonly TextFile[], config: string | null): FoundUrl[] {
  const speaking = files.filter(({ text }) => /litellm/i.test(text));
  const found = [
    ...speaking.flatMap((file) => composeAddresses(file, config)),
    ...speaking.flatMap(kubernetesAddresses),
    ...speaking.flatMap(variableAddresses),
  ];
  const first = new Map(found.toReversed().map((address) => [withoutScheme(address.url), address]));
  return [...new Set(found.map(({ url }) => withoutScheme(url)))].flatMap((url) => first.get(url) ?? []);
}

/** A policy's URLs are compared without it. */
function withoutScheme(url: string): string {
  return url.replace(/^https?:/, '');
}

function composeAddresses({ path, text }: TextFile, config: string | null): FoundUrl[] {
  const services = yamlValues(text).flatMap((value) => Object.entries(fieldsOf(value, 'services')));
  return services.flatMap(([name, service]) => {
    if (!isFields(service) || !isGateway(name, service, config)) return [];
    const from = `${path}, service ${name}`;
    const ports = listOf(service.ports).flatMap(publishedPort);
    const port = portOption(service) ?? ports[0]?.inside ?? DEFAULT_PORT;
    const names = [name, textOf(service.container_name)].filter((host) => host !== null);
    return [
      ...names.map((host) => ({ url: `http://${host}:${port}`, from })),
      ...ports.flatMap(({ inside, outside }) =>
        inside === port ? [{ url: `http://localhost:${outside}`, from: `${from}, its published port` }] : [],
      ),
    ];
  });
}

/** A database beside LiteLLM is named after it too, so that an image decides before a name does. */
function isGateway(name: string, service: Fields, config: string | null): boolean {
  const image = textOf(service.image);
  if (image !== null && /litellm/i.test(image)) return true;
  if (config !== null && mounts(service).some((mount) => leadsTo(mount, config))) return true;
  // A file that only adds to the service of another one has neither, and tells no port.
  return image === null && service.build !== undefined && /litellm/i.test(name);
}

function mounts(service: Fields): string[] {
  return listOf(service.volumes).flatMap((volume) => {
    const source = isFields(volume) ? textOf(volume.source) : textOf(volume)?.split(':')[0];
    return source ? [source] : [];
  });
}

/** Whether a mounted path, written from the compose file's folder, is that file. */
function leadsTo(mount: string, config: string): boolean {
  const path = mount.replace(/^(\.{1,2}\/)+/, '');
  return path !== '' && (config === path || config.endsWith(`/${path}`));
}

function portOption(service: Fields): string | null {
  const words = [service.command, service.entrypoint].flatMap((value) =>
    Array.isArray(value) ? value.map((word) => textOf(word) ?? '') : (textOf(value)?.split(/\s+/) ?? []),
  );
  const port = /(?:^|\s)--port[\s=]"?(\d{1,5})/.exec(words.join(' '));
  return port?.[1] ?? null;
}

/** `4000:4000`, `127.0.0.1:8080:4000`, `${PORT:-4000}:4000/tcp`, or the long form. */
function publishedPort(port: unknown): { outside: string; inside: string }[] {
  const long = isFields(port) ? [textOf(port.published), textOf(port.target)] : null;
  const parts =
    long ??
    withDefaults(textOf(port) ?? '')
      .split(':')
      .slice(-2);
  const [outside, inside] = parts.map((part) => part?.replace(/\/(tcp|udp)$/, '') ?? '');
  return isPort(outside) && isPort(inside) ? [{ outside, inside }] : [];
}

function isPort(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,5}$/.test(text);
}

/** `${NAME:-default}` as its default, which is what runs where nothing is set. */
function withDefaults(text: string): string {
  return text.replace(/\$\{\w+:?-([^}]*)\}/g, '$1');
}

function kubernetesAddresses({ path, text }: TextFile): FoundUrl[] {
  return yamlValues(text).flatMap((value) => {
    const name = textOf(fieldsOf(value, 'metadata').name);
    if (!isFields(value) || value.kind !== 'Service' || name === null || !/litellm/i.test(name)) return [];
    const ports = listOf(fieldsOf(value, 'spec').ports);
    return ports.flatMap((port) => {
      const number = isFields(port) ? textOf(port.port) : null;
      const url = number === '80' ? `http://${name}` : `http://${name}:${number}`;
      return isPort(number ?? undefined) ? [{ url, from: `${path}, service ${name}` }] : [];
    });
  });
}

/** A variable that is named after LiteLLM, or whose value names it as its host. */
function variableAddresses({ path, text }: TextFile): FoundUrl[] {
  const language = environmentLanguage(path);
  if (language === null) return [];
  return extractEnvironment(text, language).environment.flatMap(({ name, value }) => {
    const url = baseUrl(withDefaults(value));
    if (url === null || !(/litellm/i.test(name) || /litellm/i.test(new URL(url).hostname))) return [];
    return [{ url, from: `${path}, ${name}` }];
  });
}

/** What samples write for a host that is yet to be named (RFC 2606), or say that it is. */
const PLACEHOLDER = /(^|\.)example(\.(com|org|net))?$|\.(test|invalid)$|^your[-.]|<|>/i;

/** The base URL of the gateway that an address of it lies below: `/v1` belongs to the calls. */
function baseUrl(address: string): string | null {
  const url = /^https?:\/\/[^\s$]+$/.test(address) && URL.canParse(address) ? new URL(address) : null;
  if (
    url === null ||
    PLACEHOLDER.test(url.hostname) ||
    url.username + url.password + url.search + url.hash !== ''
  )
    return null;
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/(v1(\/.*)?)?$/, '')}`;
}
