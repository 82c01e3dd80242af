/**
 * What a page keeps in the browser, under names of its own; in memory where storage is shut (iframes) or full.
 * `area` is asked each time, for a browser may refuse it.
 */
export function storage<Name extends string>(prefix: string, area: () => Storage) {
  /** What storage would not take; it goes before what storage still holds. */
  const memory = new Map<string, string>();

  function get(key: string): string | null {
    const unkept = memory.get(key);
    if (unkept !== undefined) return unkept;
    try {
      return area().getItem(key);
    } catch {
      return null;
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

  /** Keeps a value; `null` forgets it. Tells whether that outlasts the page. */
  function keep(name: Name, value: unknown): boolean {
    const key = prefix + name;
    memory.delete(key);
    const text = value === null ? null : JSON.stringify(value);
    try {
      if (text === null) area().removeItem(key);
      else area().setItem(key, text);
      return true;
    } catch {
      if (text !== null) memory.set(key, text);
      return text === null;
    }
  }

  return { recall, keep };
}
