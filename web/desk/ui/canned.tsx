import { useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import type { Canned } from "../wire";
import { Dialog } from "./dialog";
import { useEnvironment } from "./environment";

/** Canned replies, found by a word of theirs. */
export function CannedDialog() {
  const { desk, screen } = useEnvironment();
  const { canned, talk } = useStore(desk);
  const [sought, setSought] = useState("");
  const [active, setActive] = useState(0);
  const found = canned.filter((reply) => matches(reply, sought));
  const close = () => screen.set({ dialog: null });
  const choose = (reply: Canned | undefined) => {
    if (!reply || !talk) return;
    close();
    const { draft } = talk.state;
    talk.write(draft ? `${draft.text}\n${reply.text}` : reply.text);
    screen.write("reply");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") choose(found[active]);
    else if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={words.canned.title} onClose={close}>
      <input
        role="combobox"
        aria-label={words.canned.search}
        aria-expanded={found.length > 0}
        aria-controls="canned"
        aria-autocomplete="list"
        aria-activedescendant={found[active] && `canned-${found[active].id}`}
        placeholder={words.canned.search}
        autofocus
        value={sought}
        onInput={({ currentTarget }) => {
          setSought(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <p class="small" role="status">
        {found.length ? words.canned.found(found.length) : words.canned.none}
      </p>
      <div id="canned" class="canned" role="listbox" aria-label={words.canned.title}>
        {found.map((reply, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard chooses in the search field.
          <div
            role="option"
            id={`canned-${reply.id}`}
            aria-selected={place === active}
            tabIndex={-1}
            ref={place === active ? intoView : null}
            onClick={() => choose(reply)}
            key={reply.id}
          >
            <strong>
              {reply.group} · {reply.title}
            </strong>
            <span>{reply.text}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

const intoView = (option: HTMLElement | null) => option?.scrollIntoView({ block: "nearest" });

const matches = ({ group, title, text }: Canned, sought: string) =>
  sought
    .trim()
    .split(/\s+/)
    .every((word) => `${group} ${title} ${text}`.includes(word));
