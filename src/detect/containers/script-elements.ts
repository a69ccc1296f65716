import type { PageLanguage } from './language.ts';
import type { Braces, Tag } from './tags.ts';
import { tagAt } from './tags.ts';

/** A `<script>` of a file, and where its text stands. */
export interface ScriptElement {
  attributes: Tag['attributes'];
  start: number;
  end: number;
  /** False if the file ends before it does. */
  closed: boolean;
}

/** Every script of a page or component, in order. Linear in the text, whatever it is. */
export function scriptElements(text: string, language: PageLanguage): ScriptElement[] {
  switch (language) {
    case 'html':
      return markupScripts(text, { scriptEnd: endOfScriptData });
    case 'svelte':
      return markupScripts(text, { scriptEnd: endOfScript, braces: createBraces() });
    case 'vue':
      return componentScripts(text);
  }
}

interface Dialect {
  /** Where a script's text ends that begins at an offset; -1 if it never does. */
  scriptEnd(text: string, start: number): number;
  braces?: Braces;
}

/** Elements whose content is text up to their end tag; of a page whose scripts run, `noscript` too (HTML, 13.2.6.4). */
const TEXT_ELEMENTS = new Set([
  'style',
  'textarea',
  'title',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'plaintext',
]);

function markupScripts(text: string, { scriptEnd, braces }: Dialect): ScriptElement[] {
  const scripts: ScriptElement[] = [];
  const marks = braces ? /[<{]/g : /</g;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const at = mark.index;
    const tag = mark[0] === '{' ? null : tagAt(text, at, braces);
    if (tag === 'unclosed') break;
    if (tag === null) marks.lastIndex = braces && mark[0] === '{' ? braces(text, at) : afterNoTag(text, at);
    else if (tag.name === 'script' && !tag.isEnd) marks.lastIndex = addScript(scripts, text, tag, scriptEnd);
    else if (TEXT_ELEMENTS.has(tag.name) && !tag.isEnd)
      marks.lastIndex = afterElement(text, tag.end, tag.name);
    else marks.lastIndex = tag.end;
  }
  return scripts;
}

/** @returns where to go on */
function addScript(
  scripts: ScriptElement[],
  text: string,
  { attributes, end: start }: Tag,
  scriptEnd: Dialect['scriptEnd'],
): number {
  const found = scriptEnd(text, start);
  const end = found < 0 ? text.length : found;
  scripts.push({ attributes, start, end, closed: found >= 0 });
  return end;
}

/** A comment, a declaration, or a `<` that is text. */
function afterNoTag(text: string, at: number): number {
  if (text.startsWith('<!--', at)) return afterComment(text, at);
  return /^<(?:[!?]|\/[^a-z])/i.test(text.slice(at, at + 3)) ? behind(text, '>', at) : at + 1;
}

/** `<!-->` and `<!--->` are whole comments (HTML, 13.2.5.43). */
function afterComment(text: string, at: number): number {
  const end = /-->|--!>/g;
  end.lastIndex = at + 2;
  return end.test(text) ? end.lastIndex : text.length;
}

function behind(text: string, mark: string, at: number): number {
  const found = text.indexOf(mark, at);
  return found < 0 ? text.length : found + mark.length;
}

function afterElement(text: string, start: number, name: string): number {
  const end = endTagOf(text, start, name);
  return end < 0 ? text.length : end;
}

/** No element has a longer name. */
const LONGEST_NAME = 100;

/** Where an element's end tag begins; -1 if there is none. */
function endTagOf(text: string, start: number, name: string): number {
  if (name.length > LONGEST_NAME) return -1;
  const wanted = new RegExp(`</${name.replace(/[^a-z0-9]/g, '\\$&')}(?=[\\s/>])`, 'gi');
  wanted.lastIndex = start;
  return wanted.exec(text)?.index ?? -1;
}

const endOfScript = (text: string, start: number) => endTagOf(text, start, 'script');

/**
 * HTML's script data states (13.2.5.4, 13.2.5.18 and on): `<!--` begins a stretch in which `<script` begins another
 * one, and that one's `</script>` does not end the element.
 */
function endOfScriptData(text: string, start: number): number {
  const marks = /<!--|-->|<\/?script(?=[\t\n\f\r />])/gi;
  marks.lastIndex = start;
  let state: 'plain' | 'escaped' | 'twice' = 'plain';
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const [found] = mark;
    if (found === '-->') state = 'plain';
    else if (found === '<!--') {
      if (state === 'plain') state = 'escaped';
      // Its dashes may be those of the `-->` as well.
      marks.lastIndex = mark.index + 2;
    } else if (!found.startsWith('</')) state = state === 'plain' ? 'plain' : 'twice';
    else if (state === 'twice') state = 'escaped';
    else return mark.index;
  }
  return -1;
}

/** Longer expressions are no markup. */
const LONGEST_BRACES = 20_000;

/** Strings and comments, in which a brace is text. */
const IN_BRACES =
  /[{}]|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|\/\*[\s\S]{0,2000}?\*\//g;

/** Svelte's expressions. Once one is never closed, a brace is text like any other: it would be looked for again and again. */
function createBraces(): Braces {
  let balanced = true;
  return (text, at) => {
    let depth = 0;
    IN_BRACES.lastIndex = at;
    for (let mark = balanced ? IN_BRACES.exec(text) : null; mark; mark = IN_BRACES.exec(text)) {
      if (mark.index - at > LONGEST_BRACES) break;
      if (mark[0] === '{') depth++;
      else if (mark[0] === '}') depth--;
      if (depth === 0) return mark.index + 1;
    }
    balanced = false;
    return at + 1;
  };
}

/**
 * The scripts of a Vue component: at its top level each element but a template of HTML is text up to its end tag
 * (vuejs/core, compiler-sfc/src/parse.ts).
 */
function componentScripts(text: string): ScriptElement[] {
  const scripts: ScriptElement[] = [];
  for (let at = text.indexOf('<'); at >= 0; ) {
    const tag = tagAt(text, at);
    if (tag === 'unclosed') break;
    at = text.indexOf('<', tag === null ? afterNoTag(text, at) : afterBlock(scripts, text, tag));
  }
  return scripts;
}

function afterBlock(scripts: ScriptElement[], text: string, tag: Tag): number {
  if (tag.isEnd || tag.selfClosing) return tag.end;
  if (tag.name === 'script') return addScript(scripts, text, tag, endOfScript);
  const isMarkup = tag.name === 'template' && /^(?:html)?$/.test(tag.attributes.get('lang') ?? '');
  return isMarkup ? afterTemplate(text, tag.end) : afterElement(text, tag.end, tag.name);
}

/** Templates nest, and their expressions are no tags. */
function afterTemplate(text: string, start: number): number {
  const marks = /<|\{\{/g;
  marks.lastIndex = start;
  const lastBraces = text.lastIndexOf('}}');
  let depth = 1;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const tag = mark[0] === '<' ? tagAt(text, mark.index) : null;
    if (tag === 'unclosed') break;
    if (tag?.name === 'template' && !tag.selfClosing) depth += tag.isEnd ? -1 : 1;
    if (tag !== null && depth === 0) return tag.end;
    if (mark[0] === '<') marks.lastIndex = afterPart(text, mark.index, tag);
    else if (mark.index < lastBraces) marks.lastIndex = behind(text, '}}', mark.index);
  }
  // Unbalanced: what Vue refuses, or what is misread here.
  const last = text.lastIndexOf('</template');
  return last < start ? text.length : last + 1;
}

/** Elements of a template whose content is text. */
const TEMPLATE_TEXT = new Set(['script', 'style', 'textarea', 'title']);

function afterPart(text: string, at: number, tag: Tag | null): number {
  if (tag === null) return afterNoTag(text, at);
  const isText = TEMPLATE_TEXT.has(tag.name) && !tag.isEnd && !tag.selfClosing;
  return isText ? afterElement(text, tag.end, tag.name) : tag.end;
}
