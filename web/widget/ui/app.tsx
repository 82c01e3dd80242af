import { useEffect, useRef } from "preact/hooks";
import { isComposing } from "../../shared/composing";
import { ring } from "../../shared/ring";
import { type Store, useStore } from "../../shared/store";
import { SharedWordsContext } from "../../shared/words";
import type { Conversation } from "../conversation";
import type { Settings } from "../settings";
import { WordsContext } from "../words";
import { useDark, useTitle, useVisibleArea } from "./environment";
import { Launcher } from "./launcher";
import { Panel } from "./panel";

export interface ShellState {
  open: boolean;
  /** As it was on the page before: nobody has asked for it on this one. */
  restored: boolean;
}

export interface AppProps {
  conversation: Conversation;
  settings: Settings;
  shell: Store<ShellState>;
  /** Fills the page instead of floating over it; is always open. */
  page: boolean;
}

export function App({ conversation, settings, shell, page }: AppProps) {
  const { words, theme, large, sound } = useStore(settings);
  const { open, restored } = useStore(shell);
  const systemDark = useDark();
  const root = useRef<HTMLDivElement>(null);
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  const opener = useRef<Element | null>(null);
  if (open && !wasOpen.current) opener.current = document.activeElement;
  const { unread, files } = useStore(conversation);
  useVisibleArea(root, open);
  useTitle(unread > 0 && words.away(unread));
  // One tone, however much comes until it is looked at.
  useEffect(() => {
    if (sound && unread > 0 && document.hidden) ring();
  }, [unread > 0]);
  useEffect(() => {
    // Back to the page's own button, where the chat was opened by one.
    const from = opener.current;
    if (wasOpen.current && !open) {
      if (from instanceof HTMLElement && from !== document.body && !from.shadowRoot) from.focus();
      else launcher.current?.focus();
    }
    wasOpen.current = open;
  }, [open]);

  /** Files are taken to be sent, and the page does not open them in its place. */
  const takeFiles = (
    event: Event & { clipboardData?: DataTransfer | null; dataTransfer?: DataTransfer | null },
  ) => {
    const data = event.clipboardData ?? event.dataTransfer;
    if (!data?.types.includes("Files") || data.types.includes("text/plain")) return;
    event.preventDefault();
    if (event.type !== "dragover") files?.take([...data.files]);
  };

  const dark = theme === "dark" || (theme === "auto" && systemDark);
  const look = ["root", dark && "dark", large && "large", page && "page"].filter(Boolean).join(" ");
  return (
    <WordsContext.Provider value={words}>
      <SharedWordsContext.Provider value={words}>
        <div
          class={look}
          lang={words.locale}
          ref={root}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || isComposing(event) || event.defaultPrevented || page) return;
            event.preventDefault();
            shell.set({ open: false });
          }}
          onPaste={takeFiles}
          onDragOver={takeFiles}
          onDrop={takeFiles}
        >
          {(open || page) && (
            <Panel
              conversation={conversation}
              settings={settings}
              restored={restored && !page}
              onClose={page ? undefined : () => shell.set({ open: false })}
            />
          )}
          {!page && (
            <Launcher
              conversation={conversation}
              open={open}
              button={launcher}
              onToggle={() => shell.set({ open: !open, restored: false })}
            />
          )}
        </div>
      </SharedWordsContext.Provider>
    </WordsContext.Provider>
  );
}
