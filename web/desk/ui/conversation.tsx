import { useEffect, useState } from "preact/hooks";
import { filesOf } from "../../attachments/tray";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import { takeOver } from "../keys";
import { useNow } from "../now";
import { PLACES } from "../screen";
import type { Talk } from "../talk";
import { Composer } from "./composer";
import { useEnvironment } from "./environment";
import { Waiting } from "./queue";
import { Transcript } from "./transcript";

/** The open conversation. */
export function Conversation({ talk }: { talk: Talk }) {
  const { desk, screen } = useEnvironment();
  useEffect(() => {
    /** Files are taken to be sent, wherever they are dropped: the page does not open them in its place. */
    const take = (
      event: Event & { clipboardData?: DataTransfer | null; dataTransfer?: DataTransfer | null },
    ) => {
      const files = filesOf(event.clipboardData ?? event.dataTransfer ?? null);
      if (!files) return;
      event.preventDefault();
      if (event.type === "dragover") return;
      if (!talk.mine) return desk.tell(words.composer.locked[talk.state.row.status]);
      screen.write("reply");
      talk.tray.take(files);
    };
    for (const name of ["paste", "dragover", "drop"]) document.addEventListener(name, take);
    return () => {
      for (const name of ["paste", "dragover", "drop"]) document.removeEventListener(name, take);
    };
  }, [talk]);
  return (
    <section class="conversation" aria-label={words.views.talk}>
      <Head talk={talk} />
      <Transcript talk={talk} />
      <Composer talk={talk} key={talk.id} />
    </section>
  );
}

function Head({ talk }: { talk: Talk }) {
  const { desk, screen } = useEnvironment();
  const { row } = useStore(talk);
  const now = useNow();
  const { acts } = words;
  return (
    <header class="conversation-head">
      <div class="title">
        <h2>{words.customer(row)}</h2>
        <span class={`status ${row.status}`}>
          {row.status === "human" && row.agent ? words.with(row.agent.name) : words.status[row.status]}
        </span>
        <Waiting row={row} now={now} />
        <div class="acts">
          {!talk.mine && (row.status === "queued" || row.status === "bot") && (
            <button type="button" class="primary" onClick={() => takeOver(desk, screen)}>
              {acts.takeOver} <kbd>T</kbd>
            </button>
          )}
          {talk.mine && (
            <>
              <button type="button" class="soft" onClick={() => talk.act("hand-back")}>
                {acts.handBack} <kbd>B</kbd>
              </button>
              <button type="button" class="soft" onClick={() => screen.set({ dialog: "resolve" })}>
                {acts.resolve} <kbd>E</kbd>
              </button>
            </>
          )}
          {row.status !== "closed" && (
            <button type="button" class="soft" onClick={() => screen.set({ dialog: "assign" })}>
              {acts.assign} <kbd>G</kbd>
            </button>
          )}
        </div>
      </div>
      {row.handoff_reason && row.status !== "bot" && (
        <p class="small">
          {words.reason}：{row.handoff_reason}
        </p>
      )}
      <Tags talk={talk} />
    </header>
  );
}

function Tags({ talk }: { talk: Talk }) {
  const { tags } = useStore(talk).row;
  const [text, setText] = useState("");
  const add = async () => {
    const tag = text.trim();
    if (tag && (tags.includes(tag) || (await talk.tag([...tags, tag])))) setText("");
  };
  return (
    <div class="tags" role="group" aria-label={words.tags}>
      {tags.map((tag) => (
        <span class="tag" key={tag}>
          {tag}
          <button
            type="button"
            aria-label={words.removeTag(tag)}
            onClick={() => talk.tag(tags.filter((other) => other !== tag))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <input
        id={PLACES.tag}
        aria-label={words.addTag}
        placeholder={words.addTag}
        maxLength={30}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") add();
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
    </div>
  );
}
