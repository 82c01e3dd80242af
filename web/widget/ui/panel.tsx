import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import type { Settings } from "../settings";
import { useWords } from "../words";
import { Bar } from "./bar";
import { Composer } from "./composer";
import { LeaveMessage } from "./leave-message";
import { Log } from "./log";
import { Offline, Queued, Toast } from "./notices";

interface PanelProps {
  conversation: Conversation;
  settings: Settings;
  onClose: (() => void) | undefined;
}

export function Panel({ conversation, settings, onClose }: PanelProps) {
  const words = useWords();
  const state = useStore(conversation);
  const [leaving, setLeaving] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  // What was pressed is often gone then, and the focus with it. A phone would cover half the panel with its keyboard.
  const toInput = () => matchMedia("(pointer: fine)").matches && input.current?.focus();

  useEffect(() => {
    conversation.start();
    const look = () => conversation.look(document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    toInput();
    return () => {
      document.removeEventListener("visibilitychange", look);
      conversation.look(false);
    };
  }, [conversation]);

  useEffect(() => {
    if (!leaving) toInput();
  }, [leaving]);

  return (
    <section class="panel" role={onClose ? "dialog" : "main"} aria-label={words.name}>
      <Bar
        conversation={conversation}
        settings={settings}
        onClose={onClose}
        onLeaveMessage={() => setLeaving(true)}
      />
      {state.banner && <p class="banner">{state.banner}</p>}
      {state.link === "offline" && <Offline onReconnect={() => conversation.reconnect()} />}
      <Log conversation={conversation} onChosen={toInput} />
      {state.status === "queued" && !leaving && (
        <Queued
          queue={state.queue}
          onLeaveMessage={() => setLeaving(true)}
          onCancel={() => conversation.cancelHandoff()}
        />
      )}
      {leaving ? (
        <LeaveMessage conversation={conversation} onDone={() => setLeaving(false)} />
      ) : (
        <Composer conversation={conversation} input={input} />
      )}
      <Toast text={state.notice} onOver={() => conversation.tell(null)} />
    </section>
  );
}
