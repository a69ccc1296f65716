import { LEVELS, type Level } from './records.ts';

/** Whether a level is at least as strong as another. */
export function atLeast(level: Level, needed: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(needed);
}

/** The five booleans that GitHub shows for a level. */
export function levelPermissions(level: Level) {
  return {
    admin: atLeast(level, 'admin'),
    maintain: atLeast(level, 'maintain'),
    push: atLeast(level, 'write'),
    triage: atLeast(level, 'triage'),
    pull: atLeast(level, 'read'),
  };
}

/** GitHub's API names two levels differently: `pull` is read, `push` is write. */
export function parseLevel(text: string): Level | null {
  const named = text === 'pull' ? 'read' : text === 'push' ? 'write' : text;
  return LEVELS.find((level) => level === named) ?? null;
}
