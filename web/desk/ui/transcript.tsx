import { useLayoutEffect, useRef } from "preact/hooks";
import { Shown } from "../../attachments/shown";
import { Answer, Line } from "../../shared/answer";
import { useStore } from "../../shared/store";
import { clock, day, isElsewhere } from "../../shared/time";
import { type Turn, turns } from "../../shared/turns";
import type { Message } from "../../shared/wire";
import { words } from "../i18n/zh-Hans";
import type { Talk } from "../talk";
import type { Note } from "../wire";
import { useEnvironment } from "./environment";
import { Why } from "./why";

/** How far from its end, in pixels, the transcript still counts as read to the end. */
const NEAR = 120;

type Entry = { at: string; key: string } & ({ turn: Turn } | { note: Note });

/** What was said, with the agents' notes where they were left. */
export function Transcript({ talk }: { talk: Talk }) {
  const { messages, notes, older, typing, details } = useStore(talk);
  const { me } = useStore(useEnvironment().desk);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const entries = inOrder(turns(messages), notes);
  const now = new Date();

  useLayoutEffect(() => {
    const log = box.current;
    if (log && atEnd.current) log.scrollTop = log.scrollHeight;
  }, [messages.at(-1)?.seq, notes.length, typing]);

  return (
    <div
      class="transcript"
      role="log"
      aria-label={words.transcript}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
      tabIndex={0}
      ref={box}
      onScroll={({ currentTarget: log }) => {
        atEnd.current = log.scrollTop + log.clientHeight + NEAR >= log.scrollHeight;
      }}
    >
      {isElsewhere() && <p class="line">{words.zone}</p>}
      {!details && messages.length === 0 && <p class="line">{words.loading}</p>}
      {older && (
        <button type="button" class="plain" onClick={() => talk.loadOlder()}>
          {words.older}
        </button>
      )}
      {entries.map((entry, index) => {
        const date = day(entry.at, now, words);
        const before = entries[index - 1];
        return (
          <div class="entry" key={entry.key}>
            {(!before || day(before.at, now, words) !== date) && <p class="line">{date}</p>}
            {"note" in entry ? (
              <NoteView note={entry.note} />
            ) : (
              <TurnView turn={entry.turn} talk={talk} traced={me?.role === "supervisor"} />
            )}
          </div>
        );
      })}
      {typing && <p class="line">{words.typing}</p>}
      {details?.rating && <p class="line">{words.rated(details.rating)}</p>}
    </div>
  );
}

/** A turn; the bot's with its reasons, where these are for whoever looks on. */
function TurnView({ turn, talk, traced }: { turn: Turn; talk: Talk; traced: boolean }) {
  const { messages, envelope, choices } = turn;
  const last = messages.at(-1);
  if (!last) return null;
  switch (last.from) {
    case "customer":
      return (
        <div class="from-customer">
          <Said message={last} talk={talk} />
          <p class="small">{clock(last.at)}</p>
        </div>
      );
    case "system":
      return (
        <p class="line">
          {last.text} {clock(last.at)}
        </p>
      );
    case "agent":
      return (
        <div class="from-agent">
          <Said message={last} talk={talk} />
          <p class="small">
            {last.agent?.name} {clock(last.at)}
          </p>
        </div>
      );
    default:
      return (
        <div class="from-bot" id={`turn-${last.seq}`}>
          <Answer texts={messages.map(({ text }) => text)} envelope={envelope} />
          {choices.length > 0 && (
            <p class="small">
              {words.offered}
              {choices.map(({ id, title }) => (
                <span class="tag" key={id}>
                  {title}
                </span>
              ))}
            </p>
          )}
          <p class="small">
            {words.botName} {clock(last.at)}
          </p>
          {traced && <Why conversation={talk.id} seq={last.seq} />}
        </div>
      );
  }
}

/** What a person has said, and sent. */
function Said({ message: { text, attachments }, talk }: { message: Message; talk: Talk }) {
  return (
    <>
      {text && <Words text={text} />}
      {attachments && <Shown of={attachments} transport={talk.tray.transport} words={talk.tray.words} />}
    </>
  );
}

/** Words of a person, line by line as they wrote them; direction marks stay inside of a line. */
function Words({ text }: { text: string }) {
  return (
    <div class="bubble">
      {text.split("\n").map((line, index) => (
        <p dir="auto" key={index}>
          <bdi>
            <Line text={line} />
          </bdi>
        </p>
      ))}
    </div>
  );
}

function NoteView({ note }: { note: Note }) {
  return (
    <aside class="note" aria-label={words.note}>
      <p class="small">
        {words.noteBy(note.agent.name)} {clock(note.at)}
      </p>
      <Words text={note.text} />
    </aside>
  );
}

function inOrder(said: Turn[], notes: readonly Note[]): Entry[] {
  return [
    ...said.map((turn) => ({ at: turn.messages[0]?.at ?? "", key: turn.key, turn })),
    ...notes.map((note) => ({ at: note.at, key: `note-${note.id}`, note })),
  ].sort((one, other) => one.at.localeCompare(other.at));
}
