/** What the widget keeps in the browser, under names of its own; in memory where storage is shut (iframes). */
const PREFIX = "refund-chat.";
const memory = new Map<string, string>();

export type Kept =
  | "token"
  | "conversation"
  | "draft"
  | "outbox"
  | "seen"
  | "feedback"
  | "opening"
  | "consent"
  | "locale"
  | "theme"
  | "large";

export function recall<T>(name: Kept): T | null {
  const text = get(PREFIX + name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

/** Keeps a value; `null` forgets it. */
export function keep(name: Kept, value: unknown): void {
  const key = PREFIX + name;
  const text = value === null ? null : JSON.stringify(value);
  if (text === null) memory.delete(key);
  else memory.set(key, text);
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Shut or full: memory serves until the page is left.
  }
}

function get(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}
