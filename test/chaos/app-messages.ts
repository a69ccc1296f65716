/** What the parent asks of an app in a process of its own. */
export type Question =
  | { ask: 'pass'; now: string }
  | { ask: 'sweep'; id: number }
  | { ask: 'unfinished'; id: number };

export type Answer = { id: 0; url: string } | { id: number; unfinished: number };
