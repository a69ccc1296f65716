import type { Paint } from './terminal.ts';

/**
 * Our own pages for a terminal: headings, code and emphasis by style, fences by indentation. Only what these pages
 * use is understood; everything else is shown as written. Ends with a line feed.
 */
export function markdownForTerminal(markdown: string, paint: Paint): string {
  let inCode = false;
  const lines = markdown.trimEnd().split('\n');
  const shown = lines.flatMap((line) => {
    const isFence = line.startsWith('```');
    if (isFence) inCode = !inCode;
    if (isFence) return [];
    return [inCode ? codeLine(line, paint) : proseLine(line, paint)];
  });
  return `${shown.join('\n')}\n`;
}

function codeLine(line: string, paint: Paint): string {
  return line === '' ? '' : `    ${paint('cyan', line)}`;
}

function proseLine(line: string, paint: Paint): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return paint('bold', heading);
  return line
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, text: string) => paint('bold', text))
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, text: string, target: string) => `${text} (${target})`)
    .replaceAll(/`([^`]+)`/g, (_, text: string) => paint('cyan', `\`${text}\``));
}
