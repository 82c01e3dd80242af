import { useEffect, useState } from "preact/hooks";

/** A value that tells its readers when it has been replaced. */
export class Store<State extends object> {
  readonly #readers = new Set<(state: State) => void>();

  #current: State;

  constructor(initial: State) {
    this.#current = initial;
  }

  get state(): State {
    return this.#current;
  }

  set(changes: Partial<State>): void {
    this.#current = { ...this.#current, ...changes };
    for (const reader of this.#readers) reader(this.#current);
  }

  subscribe(reader: (state: State) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }
}

/** The state of a store in a component, drawn anew at each change. */
export function useStore<State extends object>(store: Store<State>): State {
  const [state, setState] = useState(store.state);
  useEffect(() => {
    setState(store.state);
    return store.subscribe(setState);
  }, [store]);
  return state;
}
