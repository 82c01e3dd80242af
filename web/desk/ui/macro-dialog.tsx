import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import { selectGap } from "../keys";
import type { Macro } from "../wire";
import { Dialog } from "./dialog";
import { useEnvironment } from "./environment";

/** Macros, found by a word of theirs. */
export function MacroDialog() {
  const { desk, screen } = useEnvironment();
  const { macros, talk } = useStore(desk);
  const [sought, setSought] = useState("");
  const [active, setActive] = useState(0);
  const found = macros.filter((macro) => matches(macro, sought));
  const close = () => screen.set({ dialog: null });
  const busy = useRef(false);
  useEffect(() => {
    desk.loadMacros();
  }, []);
  const choose = async (macro: Macro | undefined) => {
    if (!macro || !talk || busy.current) return;
    busy.current = true;
    const inserted = await talk.insertMacro(macro.id);
    busy.current = false;
    if (!inserted) return;
    close();
    screen.write("reply");
    requestAnimationFrame(() => selectGap(talk));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") choose(found[active]);
    else if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={words.macros.title} onClose={close}>
      <input
        role="combobox"
        aria-label={words.macros.search}
        aria-expanded={found.length > 0}
        aria-controls="macros"
        aria-autocomplete="list"
        aria-activedescendant={found[active] && `macro-${found[active].id}`}
        placeholder={words.macros.search}
        autofocus
        value={sought}
        onInput={({ currentTarget }) => {
          setSought(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <p class="small" role="status">
        {found.length ? words.macros.found(found.length) : words.macros.none}
      </p>
      <div id="macros" class="macros" role="listbox" aria-label={words.macros.title}>
        {found.map((macro, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard chooses in the search field.
          <div
            role="option"
            id={`macro-${macro.id}`}
            aria-selected={place === active}
            tabIndex={-1}
            ref={place === active ? intoView : null}
            onClick={() => choose(macro)}
            key={macro.id}
          >
            <strong>{macro.name}</strong>
            <span>{macro.text}</span>
          </div>
        ))}
      </div>
      <button
        type="button"
        class="plain"
        onClick={() => {
          close();
          screen.show("macros");
        }}
      >
        {words.macros.manage}
      </button>
    </Dialog>
  );
}

const intoView = (option: HTMLElement | null) => option?.scrollIntoView({ block: "nearest" });

const matches = ({ name, text }: Macro, sought: string) =>
  sought
    .trim()
    .split(/\s+/)
    .every((word) => `${name} ${text}`.includes(word));
