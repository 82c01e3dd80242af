import { useEffect, useRef, useState } from "preact/hooks";
import { isComposing } from "../../shared/composing";
import { download } from "../../shared/download";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { type Settings, THEMES } from "../settings";
import { transcript } from "../transcript";
import { LOCALES, type Locale, useWords } from "../words";
import { intoView } from "./view";

interface MenuProps {
  conversation: Conversation;
  settings: Settings;
  onLeaveMessage: () => void;
}

/** What is seldom wanted: looks, language, leaving a message, privacy, the end. */
export function Menu({ conversation, settings, onLeaveMessage }: MenuProps) {
  const words = useWords();
  const chosen = useStore(settings);
  const { locale, theme } = chosen;
  const { status, messages, consent } = useStore(conversation);
  const [open, setOpen] = useState(false);
  const [erasing, setErasing] = useState(false);
  const [telling, setTelling] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    setErasing(false);
    setTelling(false);
    if (!open) return;
    place.current?.querySelector<HTMLElement>(".menu select")?.focus();
    const outside = (event: Event) => {
      if (!event.composedPath().includes(place.current as EventTarget)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const shut = () => {
    setOpen(false);
    button.current?.focus();
  };
  const save = () =>
    conversation.whole((talk) => download(`${words.name}.txt`, transcript(talk, words, new Date())));
  const check = (name: "large" | "sound") => (
    <label>
      {words[name]}
      <input
        type="checkbox"
        checked={chosen[name]}
        onChange={(event) => settings.choose({ [name]: event.currentTarget.checked })}
      />
    </label>
  );
  const item = (label: string, act: () => void) => (
    <button
      type="button"
      onClick={() => {
        shut();
        act();
      }}
    >
      {label}
    </button>
  );
  return (
    <div
      class="menu-place"
      ref={place}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open || isComposing(event)) return;
        event.preventDefault();
        shut();
      }}
    >
      <button
        type="button"
        class="round"
        ref={button}
        aria-label={words.more}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="menu" role="group" aria-label={words.more}>
          <label>
            {words.language}
            <select
              value={locale}
              onChange={(event) => settings.choose({ locale: event.currentTarget.value as Locale })}
            >
              {Object.entries(LOCALES).map(([tag, name]) => (
                <option value={tag} key={tag} lang={tag}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.appearance}
            <select
              value={theme}
              onChange={(event) => {
                const chosen = THEMES.find((one) => one === event.currentTarget.value);
                if (chosen) settings.choose({ theme: chosen });
              }}
            >
              {THEMES.map((one) => (
                <option value={one} key={one}>
                  {words.themes[one]}
                </option>
              ))}
            </select>
          </label>
          {check("large")}
          {check("sound")}
          <hr />
          {item(words.leaveMessage, onLeaveMessage)}
          {messages.length > 0 && item(words.transcript.menu, save)}
          <button type="button" aria-expanded={telling} onClick={() => setTelling(!telling)}>
            {words.privacy.menu}
          </button>
          {telling && (
            <div class="confirm" ref={intoView}>
              <p>{words.privacy.text}</p>
              {consent && (
                <button type="button" onClick={() => conversation.agree(false)}>
                  {words.privacy.withdraw}
                </button>
              )}
            </div>
          )}
          {messages.length > 0 && status !== "closed" && item(words.end, () => conversation.end())}
          {erasing ? (
            <div class="confirm" role="alert" ref={intoView}>
              <p>{words.erase.ask}</p>
              <button type="button" class="danger" onClick={() => conversation.erase().then(shut)}>
                {words.erase.confirm}
              </button>
              <button type="button" onClick={() => setErasing(false)}>
                {words.erase.cancel}
              </button>
            </div>
          ) : (
            <button type="button" class="danger" onClick={() => setErasing(true)}>
              {words.erase.menu}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
