import { useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { clock, day } from "../../shared/time";
import { duration, words } from "../i18n/zh-Hans";
import { keep, recall } from "../storage";
import type { LeftMessage } from "../wire";
import { useEnvironment } from "./environment";

/** What customers left while nobody was there: each is somebody's to answer. */
export function LeftMessages({ now }: { now: number }) {
  const { left } = useStore(useEnvironment().desk);
  return (
    <>
      {!left && <p class="nothing">{words.loading}</p>}
      {left?.length === 0 && <p class="nothing">{words.empty.left}</p>}
      <ul class="left">
        {left?.map((message) => (
          <li key={message.id}>
            <Task message={message} now={now} />
          </li>
        ))}
      </ul>
      <Answered now={now} />
    </>
  );
}

function Task({ message, now }: { message: LeftMessage; now: number }) {
  const { desk } = useEnvironment();
  const { me } = useStore(desk);
  const { id, owner } = message;
  const isMine = owner !== null && owner.id === me?.agent_id;
  const name = `left.${me?.agent_id}.${id}` as const;
  const [text, setText] = useState(recall<string>(name) ?? "");
  const write = (written: string) => {
    setText(written);
    keep(name, written || null);
  };
  const answer = async (told: string | null) => {
    if (await desk.answerLeft(id, told)) keep(name, null);
  };
  return (
    <article class="task">
      <Told message={message} now={now} />
      {isMine ? (
        <>
          <textarea
            rows={3}
            aria-label={words.left.answer}
            placeholder={words.left.answer}
            maxLength={2000}
            value={text}
            onInput={({ currentTarget }) => write(currentTarget.value)}
          />
          <div class="buttons">
            <button type="button" onClick={() => answer(null)}>
              {words.left.contacted}
            </button>
            <button type="button" class="primary" disabled={!text.trim()} onClick={() => answer(text)}>
              {words.left.send}
            </button>
          </div>
        </>
      ) : (
        <div class="buttons">
          {owner && <span class="small">{words.left.owner(owner.name)}</span>}
          {(!owner || me?.role === "supervisor") && (
            <button type="button" class="primary" onClick={() => desk.takeLeft(id)}>
              {words.left.take}
            </button>
          )}
        </div>
      )}
    </article>
  );
}

function Told({ message, now }: { message: LeftMessage; now: number }) {
  const { desk, screen } = useEnvironment();
  const { conversation_id, text, contact, at, handled_at, owner } = message;
  const said = `${day(at, new Date(now), words)} ${clock(at)}`;
  return (
    <>
      <p class="row-head">
        <span class="small">{said}</span>
        {handled_at === null ? (
          <span class="wait fair">{words.waits(duration((now - Date.parse(at)) / 1000))}</span>
        ) : (
          <span class="small">{words.left.by(owner?.name ?? "", clock(handled_at))}</span>
        )}
      </p>
      <p class="left-text" dir="auto">
        {text}
      </p>
      <p class="small">
        {words.left.contact}
        <bdi>{contact}</bdi>
      </p>
      <button
        type="button"
        class="plain"
        onClick={() => {
          screen.set({ pane: "talk" });
          desk.openById(conversation_id);
        }}
      >
        {words.left.open}
      </button>
    </>
  );
}

/** Those that are answered, folded up until they are asked for. */
function Answered({ now }: { now: number }) {
  const { desk } = useEnvironment();
  const [found, setFound] = useState<readonly LeftMessage[] | null>(null);
  const load = () => desk.attempt(async () => setFound(await desk.api.leftMessages("done")));
  return (
    <details class="answered" onToggle={({ currentTarget }) => currentTarget.open && load()}>
      <summary>{words.left.done}</summary>
      {found?.length === 0 && <p class="nothing">{words.left.noneDone}</p>}
      <ul class="left">
        {found?.map((message) => (
          <li class="task" key={message.id}>
            <Told message={message} now={now} />
          </li>
        ))}
      </ul>
    </details>
  );
}
