import { useMemo } from "preact/hooks";
import { Chooser, Chosen } from "../../attachments/chooser";
import { useStore } from "../../shared/store";
import { clock } from "../../shared/time";
import { textOf } from "../../shared/wire";
import { words } from "../i18n/zh-Hans";
import { insert, openMacros, selectGap } from "../keys";
import { LoneDigit } from "../lone-digit";
import { PLACES } from "../screen";
import { gapsOf, type Talk } from "../talk";
import { useEnvironment } from "./environment";

const LIMIT = 2000;

/** Where the agent writes: to the customer, or to other agents. */
export function Composer({ talk }: { talk: Talk }) {
  const { screen } = useEnvironment();
  const { mode } = useStore(screen);
  return (
    <div class={`composer ${mode}`}>
      <div class="modes" role="group" aria-label={words.composer.modes}>
        {(["reply", "note"] as const).map((one) => (
          <button type="button" key={one} aria-pressed={mode === one} onClick={() => screen.write(one)}>
            {one === "reply" ? words.composer.forCustomer : words.composer.forAgents}
          </button>
        ))}
      </div>
      {mode === "reply" ? <Reply talk={talk} /> : <NoteForm talk={talk} />}
    </div>
  );
}

function Reply({ talk }: { talk: Talk }) {
  const { desk, screen } = useEnvironment();
  const { row, draft, putAway, sending, moved } = useStore(talk);
  useStore(talk.tray);
  const text = draft?.text ?? "";
  const gaps = gapsOf(draft);
  const locked = talk.mine ? null : words.composer.locked[row.status];
  const send = (force = false) => {
    if (!tooLong(talk.state.draft?.text ?? "") && !selectGap(talk)) talk.send(force);
  };
  const clickToSend = (force = false) => {
    screen.focus("composer");
    queueMicrotask(() => send(force));
  };

  const lone = useMemo(() => new LoneDigit((digit) => insert(desk, screen, Number(digit) - 1)), [talk]);
  const press = (event: KeyboardEvent) => {
    const direct = text === "" && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
      lone.settle().then(() => send(moved !== null));
    else if (event.key === "Escape" && moved) talk.readOn();
    else if (event.key === "Escape" && draft) talk.putAway();
    else if (event.key === "Escape") (event.currentTarget as HTMLElement).blur();
    else if (direct && /^[1-3]$/.test(event.key) && !lone.waits) lone.press(event.key);
    else if (direct && event.key === "/") openMacros(desk, screen);
    else return;
    event.preventDefault();
  };

  return (
    <>
      {moved && (
        <div class="moved" role="alert">
          <p>{words.composer.moved}</p>
          <ul>
            {moved.map((message) => (
              <li key={message.seq}>
                <bdi>{textOf(message)}</bdi> <span class="small">{clock(message.at)}</span>
              </li>
            ))}
          </ul>
          <div class="buttons">
            <button type="button" onClick={() => talk.readOn()}>
              {words.composer.readOn} <kbd>Esc</kbd>
            </button>
            <button type="button" class="primary" onClick={() => clickToSend(true)}>
              {words.composer.sendAnyway} <kbd>Ctrl Enter</kbd>
            </button>
          </div>
        </div>
      )}
      {locked && <p class="locked">{locked}</p>}
      <Chosen tray={talk.tray} />
      <textarea
        id={PLACES.composer}
        rows={4}
        aria-label={words.composer.reply}
        placeholder={words.composer.placeholder}
        readOnly={locked !== null || sending}
        value={text}
        onInput={({ currentTarget: { value }, isComposing }) => {
          // What is being composed stays as the input method has it.
          if (isComposing) lone.hold();
          talk.write(isComposing ? value : lone.take() + value);
        }}
        onCompositionEnd={({ currentTarget: { value } }) => talk.write(lone.take() + value)}
        onKeyDown={press}
      />
      <div class="composer-foot">
        {gaps.length > 0 && (
          <button type="button" class="plain wrong" onClick={() => selectGap(talk)}>
            {words.composer.gaps(gaps.length)}
          </button>
        )}
        <p class={tooLong(text) ? "small wrong" : "small"}>
          {tooLong(text)
            ? words.composer.tooLong(LIMIT)
            : draft?.suggestion
              ? words.composer.fromSuggestion
              : ""}
        </p>
        {putAway && !draft && (
          <button type="button" class="plain" onClick={() => talk.takeBack()}>
            {words.composer.takeBack}
          </button>
        )}
        {!locked && <Chooser tray={talk.tray} />}
        <button
          type="button"
          class="soft"
          disabled={locked !== null}
          onClick={() => openMacros(desk, screen)}
        >
          {words.macros.title} <kbd>/</kbd>
        </button>
        <button
          type="button"
          class="primary"
          disabled={locked !== null || sending || !talk.sayable || tooLong(text)}
          onClick={() => clickToSend()}
        >
          {sending ? words.composer.sending : words.composer.send} <kbd>Ctrl Enter</kbd>
        </button>
      </div>
    </>
  );
}

function NoteForm({ talk }: { talk: Talk }) {
  const { screen } = useEnvironment();
  const { note: text } = useStore(talk);
  const save = async () => {
    if (!text.trim() || tooLong(text) || !(await talk.saveNote())) return;
    // Who has gone on elsewhere meanwhile is left there.
    if (document.activeElement?.id === PLACES.composer) screen.write("reply");
    else screen.set({ mode: "reply" });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    else if (event.key === "Escape") screen.write("reply");
    else return;
    event.preventDefault();
  };
  return (
    <>
      <textarea
        id={PLACES.composer}
        rows={4}
        aria-label={words.note}
        placeholder={words.composer.notePlaceholder}
        value={text}
        onInput={({ currentTarget }) => talk.writeNote(currentTarget.value)}
        onKeyDown={press}
      />
      <div class="composer-foot">
        <p class="small wrong">{tooLong(text) && words.composer.tooLong(LIMIT)}</p>
        <button type="button" class="primary" disabled={!text.trim() || tooLong(text)} onClick={save}>
          {words.composer.save} <kbd>Ctrl Enter</kbd>
        </button>
      </div>
    </>
  );
}

/** As the server counts: characters, not UTF-16 units. */
const tooLong = (text: string) => [...text].length > LIMIT;
