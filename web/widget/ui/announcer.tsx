import { useEffect, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { textOf } from "../../shared/wire";
import type { Conversation } from "../conversation";
import { systemText, useWords } from "../words";

/** By when a screen reader has taken up what it was told. */
const TOLD_MS = 5000;

/** Tells screen readers what comes while the panel is open, each message once; the past is not read out. */
export function Announcer({ conversation }: { conversation: Conversation }) {
  const words = useWords();
  const { messages, link } = useStore(conversation);
  const [told, setTold] = useState<number | null>(null);
  const last = conversation.lastSeq;
  useEffect(() => {
    if (link !== "online") return;
    if (told === null) return setTold(last);
    const later = setTimeout(() => setTold(last), TOLD_MS);
    return () => clearTimeout(later);
  }, [link, last, told === null]);
  const fresh = messages.filter(({ seq, from }) => told !== null && seq > told && from !== "customer");
  return (
    <div class="hidden announcer" aria-live="polite">
      {fresh.map((message) => (
        <p key={message.seq}>{message.from === "system" ? systemText(message, words) : textOf(message)}</p>
      ))}
    </div>
  );
}
