import type { Finding } from '../../detect/finding.ts';
import type { Policy } from '../../policy/policy.ts';
import { gatewayRoot } from './gateway-address.ts';
import { type Edit, type SourceLines, textOf } from './source.ts';

/** Clients that take a base URL, and what of it is below the gateway's: their SDKs add the rest. */
const CLIENTS: Record<Form, Readonly<Record<string, '' | '/v1'>>> = {
  python: {
    OpenAI: '/v1',
    AsyncOpenAI: '/v1',
    ChatOpenAI: '/v1',
    OpenAIEmbeddings: '/v1',
    Anthropic: '',
    AsyncAnthropic: '',
  },
  script: { OpenAI: '/v1', Anthropic: '', createOpenAI: '/v1', createAnthropic: '/v1' },
};

type Form = 'python' | 'script';

const CALL = /^(?:new\s+)?(?:\w+\.)*(\w+)\s*\(/;

/** A base URL that is set in a way that nobody can see through, and options that come from elsewhere. */
const SET_ELSEWHERE = /base_?url|\*\*|\.\.\./i;

/** The gateway as the base URL of a client that has none; `null` where it is no such client. */
export function clientEdits(finding: Finding, lines: SourceLines, policy: Policy): Edit[] | null {
  const text = textOf(lines, finding.range);
  const form: Form = /\.pyi?$/i.test(finding.path) ? 'python' : 'script';
  const match = text === null ? null : CALL.exec(text);
  if (text === null || !match || !/client for /i.test(finding.what)) return null;
  const below = Object.hasOwn(CLIENTS[form], match[1] ?? '') ? CLIENTS[form][match[1] ?? ''] : undefined;
  const rest = text.slice(match[0].length);
  if (below === undefined || SET_ELSEWHERE.test(rest)) return null;
  const address = gatewayRoot(policy) + below;
  const fresh = form === 'python' ? withArgument(address, rest) : withOption(address, rest, quoteOf(lines));
  return fresh === null ? null : [{ range: finding.range, text: match[0] + fresh }];
}

function withArgument(address: string, rest: string): string {
  return inFront(`base_url="${address}"`, rest);
}

function withOption(address: string, rest: string, quote: string): string | null {
  const option = `baseURL: ${quote}${address}${quote}`;
  if (/^\s*\)$/.test(rest)) return `{ ${option} })`;
  const open = /^\s*\{/.exec(rest)?.[0];
  if (open === undefined) return null;
  const inside = rest.slice(open.length);
  return /^\s*\}/.test(inside) ? `${open} ${option} ${inside.trimStart()}` : open + spaced(option, inside);
}

/** `{` is followed by a space where the options stand on its line. */
function spaced(option: string, inside: string): string {
  return inside.startsWith('\n') ? inFront(option, inside) : ` ${inFront(option, inside.trimStart())}`;
}

/** Before the arguments that are there, on a line of its own where they have theirs. */
function inFront(argument: string, rest: string): string {
  const indentation = /^\n([ \t]*)/.exec(rest)?.[0];
  if (/^\s*[)}]/.test(rest)) return argument + rest.trimStart();
  return indentation === undefined ? `${argument}, ${rest.trimStart()}` : `${indentation}${argument},${rest}`;
}

/** The quotes that the file uses. */
function quoteOf(lines: SourceLines): string {
  const text = lines.join('\n');
  return text.split('"').length > text.split("'").length ? '"' : "'";
}
