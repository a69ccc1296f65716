import { formatDuration, parseDuration } from './duration.ts';
import type { Reminder } from './policy.ts';

/** Reads `1/2`, `12.5%` or `24h`: what is left until the deadline; `null` if it is none of these, or not inside the time-box. */
export function parseReminder(text: string): Reminder | null {
  const milliseconds = parseDuration(text);
  if (milliseconds !== null) return { kind: 'time', milliseconds };
  const share = shareOf(text.trim());
  return share > 0 && share < 1 ? { kind: 'share', share } : null;
}

function shareOf(text: string): number {
  const [, part, whole] = /^(\d{1,4})\s?\/\s?(\d{1,4})$/.exec(text) ?? [];
  if (part !== undefined && whole !== undefined) return Number(part) / Number(whole);
  const [, percent] = /^(\d{1,2}(?:\.\d{1,2})?)\s?%$/.exec(text) ?? [];
  return percent === undefined ? Number.NaN : Number(percent) / 100;
}

/** `50% of the time-box`, `6 hours`. */
export function reminderWords(reminder: Reminder): string {
  if (reminder.kind === 'time') return formatDuration(reminder.milliseconds);
  return `${Number((reminder.share * 100).toFixed(2))}% of the time-box`;
}
