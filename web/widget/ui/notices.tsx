import { useEffect } from "preact/hooks";
import { Icon } from "../../shared/icon";
import type { Queue } from "../link";
import { useWords } from "../words";

const TOAST_MS = 6000;

export function Offline({ onReconnect }: { onReconnect: () => void }) {
  const words = useWords();
  return (
    <p class="offline" role="status">
      <span>{words.offline}</span>
      <button type="button" class="plain" onClick={onReconnect}>
        {words.reconnect}
      </button>
    </p>
  );
}

export function Queued({ queue, onLeaveMessage }: { queue: Queue | null; onLeaveMessage: () => void }) {
  const words = useWords();
  return (
    <div class="queued" role="status">
      <p>
        <strong>{queue ? words.queue(queue.position) : words.status.queued}</strong>
        <span>{words.queueHint}</span>
      </p>
      <button type="button" class="soft" onClick={onLeaveMessage}>
        <Icon name="mail" />
        {words.leaveMessage}
      </button>
    </div>
  );
}

/** A sentence that goes by itself; screen readers are told of it. */
export function Toast({ text, onOver }: { text: string | null; onOver: () => void }) {
  useEffect(() => {
    if (!text) return;
    const over = setTimeout(onOver, TOAST_MS);
    return () => clearTimeout(over);
  }, [text]);
  return (
    <div class="toast-place" role="status">
      {text && <p class="toast">{text}</p>}
    </div>
  );
}
