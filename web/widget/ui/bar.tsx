import { useState } from "preact/hooks";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import type { Settings } from "../settings";
import { useWords } from "../words";
import { Menu } from "./menu";

interface BarProps {
  conversation: Conversation;
  settings: Settings;
  onClose: (() => void) | undefined;
  onLeaveMessage: () => void;
}

/** Who is speaking, and the way to a person, which is always there. */
export function Bar({ conversation, settings, onClose, onLeaveMessage }: BarProps) {
  const words = useWords();
  const { status, agent, queue } = useStore(conversation);
  const [busy, setBusy] = useState(false);
  const person = status === "human";
  const Heading = onClose ? "h2" : "h1";
  const subtitle = person
    ? words.status.human(agent ?? words.agentName)
    : queue?.off_duty
      ? words.offDuty
      : words.status[status];

  const askForPerson = async () => {
    setBusy(true);
    if (!(await conversation.handoff())) onLeaveMessage();
    setBusy(false);
  };
  return (
    <div class="bar">
      <span class={person ? "face person" : "face"}>
        <Icon name={person ? "person" : "robot"} />
      </span>
      <div class="who">
        <Heading>
          {words.name}
          {!person && <span class="tag">{words.robot}</span>}
        </Heading>
        <p>{subtitle}</p>
      </div>
      <button
        type="button"
        class="soft"
        aria-busy={busy}
        aria-pressed={status === "queued" || person}
        onClick={askForPerson}
      >
        <Icon name="person" />
        {words.human}
      </button>
      <Menu conversation={conversation} settings={settings} onLeaveMessage={onLeaveMessage} />
      {onClose && (
        <button type="button" class="round" aria-label={words.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
