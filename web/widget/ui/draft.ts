import { useState } from "preact/hooks";
import { type Draft, tab } from "../storage";

/** What is being written, which outlives the panel and the page; `null` once it is sent. */
export function useDraft<Written>(name: Draft, empty: Written): [Written, (written: Written | null) => void] {
  const [written, setWritten] = useState(() => tab.recall<Written>(name) ?? empty);
  const write = (next: Written | null) => {
    setWritten(next ?? empty);
    tab.keep(name, next);
  };
  return [written, write];
}
