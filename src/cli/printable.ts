/** Control and format characters, line separators and lone surrogates: all that moves a cursor or hides text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from a repository, safe to show in a terminal: one line, and no escape sequence or bidirectional
 * override of a hostile path or source line takes effect, nor a workflow command of GitHub Actions, which its
 * runner obeys after `##[` anywhere in a line. Tabs become two spaces, the rest `\u{1b}`.
 */
export function printable(text: string): string {
  const visible = text.replace(UNPRINTABLE, (character) =>
    character === '\t' ? '  ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return visible.replaceAll('##[', '##\\u{5b}');
}
