import type { Ref } from "preact";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { useWords } from "../words";

interface LauncherProps {
  conversation: Conversation;
  open: boolean;
  button: Ref<HTMLButtonElement>;
  onToggle: () => void;
}

export function Launcher({ conversation, open, button, onToggle }: LauncherProps) {
  const words = useWords();
  const { unread } = useStore(conversation);
  const label = open ? words.close : unread ? words.openUnread(unread) : words.open;
  return (
    <button
      type="button"
      class="launcher"
      ref={button}
      aria-label={label}
      aria-expanded={open}
      onClick={onToggle}
    >
      <Icon name={open ? "down" : "chat"} />
      {!open && unread > 0 && <span class="badge">{unread > 99 ? "99+" : unread}</span>}
    </button>
  );
}
