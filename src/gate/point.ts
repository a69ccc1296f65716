export type Mark = '✅' | '❌' | '📝' | '👤' | '➖' | '⏳';

/** A point of one of the rule book's checklists, with what is known about it. Markdown. */
export interface Point {
  mark: Mark;
  text: string;
  evidence: string;
}
