/**
 * What a page keeps in the browser, under names of its own; in memory where storage is shut (iframes).
 * `area` is asked each time, for a browser may refuse it.
 */
export function storage<Name extends string>(prefix: string, area: () => Storage) {
  const memory = new Map<string, string>();

  function get(key: string): string | null {
    try {
      return area().getItem(key);
    } catch {
      return memory.get(key) ?? null;
    }
  }

  function recall<T>(name: Name): T | null {
    const text = get(prefix + name);
    if (text === null) return null;
    try {
      return JSON.parse(text) as T;
    } catch {
      return null;
    }
  }

  /** Keeps a value; `null` forgets it. */
  function keep(name: Name, value: unknown): void {
    const key = prefix + name;
    const text = value === null ? null : JSON.stringify(value);
    if (text === null) memory.delete(key);
    else memory.set(key, text);
    try {
      if (text === null) area().removeItem(key);
      else area().setItem(key, text);
    } catch {
      // Shut or full: memory serves until the page is left.
    }
  }

  return { recall, keep };
}
