import type { SharedWords } from "./i18n/zh-Hans";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** By how much the clock of Shanghai is ahead of UTC, in summer too: dates in answers and figures go by it. */
const AHEAD_MINUTES = 480;

/** Date and time in Shanghai, e.g. 2026-11-29 18:05. */
export const stamp = (at: Date) =>
  new Date(+at + AHEAD_MINUTES * MINUTE_MS).toISOString().slice(0, 16).replace("T", " ");

/** Hours and minutes in Shanghai, e.g. 09:05. */
export const clock = (at: string) => stamp(new Date(at)).slice(11);

/** The day in Shanghai: today, yesterday, 11-24, or 2025-11-24. */
export function day(at: string, now: Date, words: SharedWords): string {
  const [date, today] = [new Date(at), now].map((moment) => stamp(moment).slice(0, 10)) as [string, string];
  const ago = (Date.parse(today) - Date.parse(date)) / DAY_MS;
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  return date.slice(0, 4) === today.slice(0, 4) ? date.slice(5) : date;
}

/** Whether the reader's own clock shows another time. */
export const isElsewhere = () => new Date().getTimezoneOffset() !== -AHEAD_MINUTES;
