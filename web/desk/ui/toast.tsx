import { useEffect } from "preact/hooks";
import { useStore } from "../../shared/store";
import type { Desk } from "../desk";

const SHOWN_MS = 6000;

/** What the agent is told in passing: why something could not be done, or that it has been. */
export function Toast({ desk }: { desk: Desk }) {
  const { notice } = useStore(desk);
  useEffect(() => {
    if (!notice) return;
    const over = setTimeout(() => desk.tell(null), SHOWN_MS);
    return () => clearTimeout(over);
  }, [notice]);
  return (
    <div class="toast-place" role="alert">
      {notice && <p class="toast">{notice}</p>}
    </div>
  );
}
