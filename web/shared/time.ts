import type { SharedWords } from "./i18n/zh-Hans";

const DAY_MS = 86_400_000;

/** Hours and minutes on the clock of the reader, e.g. 09:05. */
export function clock(at: string): string {
  const moment = new Date(at);
  return `${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
}

/** The day on the calendar of the reader: today, yesterday, 11-24, or 2025-11-24. */
export function day(at: string, now: Date, words: SharedWords): string {
  const moment = new Date(at);
  const ago = Math.round((midnight(now) - midnight(moment)) / DAY_MS);
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  const date = `${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
  return moment.getFullYear() === now.getFullYear() ? date : `${moment.getFullYear()}-${date}`;
}

const midnight = (moment: Date) => new Date(moment).setHours(0, 0, 0, 0);
const pad = (number: number) => String(number).padStart(2, "0");
