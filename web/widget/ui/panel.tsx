import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { RefundPage } from "../../shared/answer";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import type { Settings } from "../settings";
import { useWords } from "../words";
import { Announcer } from "./announcer";
import { Bar } from "./bar";
import { Composer } from "./composer";
import { useFullScreen } from "./environment";
import { LeaveMessage } from "./leave-message";
import { Log } from "./log";
import { Offline, Queued, Toast } from "./notices";

interface PanelProps {
  conversation: Conversation;
  settings: Settings;
  /** It was open on the page before: the focus stays with the page. */
  restored: boolean;
  onClose: (() => void) | undefined;
}

export function Panel({ conversation, settings, restored, onClose }: PanelProps) {
  const words = useWords();
  const state = useStore(conversation);
  const [leaving, setLeaving] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const full = useFullScreen();
  // What was pressed is often gone then, and the focus with it. A phone would cover half the panel with its keyboard.
  const toInput = () => matchMedia("(pointer: fine)").matches && input.current?.focus();

  // What fills the window shuts out the page behind.
  useLayoutEffect(() => {
    const panel = dialog.current;
    if (!panel) return;
    if (!full) {
      panel.open = true;
      return () => {
        panel.open = false;
      };
    }
    const page = document.documentElement.style;
    const { overflow } = page;
    panel.showModal();
    page.overflow = "hidden";
    return () => {
      panel.close();
      page.overflow = overflow;
    };
  }, [full]);

  // Before the first paint: who closes it at once has seen what was there all the same.
  useLayoutEffect(() => {
    conversation.start();
    const look = () => conversation.look(document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    if (!restored) toInput();
    return () => {
      document.removeEventListener("visibilitychange", look);
      conversation.look(false);
    };
  }, [conversation]);

  const wasLeaving = useRef(false);
  useEffect(() => {
    if (wasLeaving.current && !leaving) toInput();
    wasLeaving.current = leaving;
  }, [leaving]);

  const content = (
    <>
      <Bar
        conversation={conversation}
        settings={settings}
        onClose={onClose}
        onLeaveMessage={() => setLeaving(true)}
      />
      {state.banner && <p class="banner">{state.banner}</p>}
      {state.link === "offline" && <Offline onReconnect={() => conversation.reconnect()} />}
      <RefundPage.Provider value={state.refundPage}>
        <Log conversation={conversation} onChosen={toInput} />
      </RefundPage.Provider>
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
      <Announcer conversation={conversation} />
    </>
  );
  if (!onClose) {
    return (
      <main class="panel" aria-label={words.name}>
        {content}
      </main>
    );
  }
  return (
    <dialog
      class="panel"
      aria-label={words.name}
      ref={dialog}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {content}
    </dialog>
  );
}
