import { useEffect } from "preact/hooks";
import { Line } from "../../shared/answer";
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

interface QueuedProps {
  queue: Queue | null;
  onLeaveMessage: () => void;
  onCancel: () => void;
}

export function Queued({ queue, onLeaveMessage, onCancel }: QueuedProps) {
  const words = useWords();
  const away = queue?.off_duty;
  return (
    <div class="queued">
      <p>
        <strong>{away ? words.offDuty : queue ? words.queue(queue.position) : words.status.queued}</strong>
        <span>{away ? <Line text={words.offDutyHint(away.hours, away.hotline)} /> : words.queueHint}</span>
      </p>
      <div class="buttons">
        <button type="button" onClick={onCancel}>
          {words.cancelQueue}
        </button>
        <button type="button" class="primary" onClick={onLeaveMessage}>
          {words.leaveMessage}
        </button>
      </div>
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
