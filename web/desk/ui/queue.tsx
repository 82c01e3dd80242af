import { useStore } from "../../shared/store";
import { clock, day } from "../../shared/time";
import type { Tab } from "../api";
import { duration, words } from "../i18n/zh-Hans";
import { useNow } from "../now";
import { PLACES } from "../screen";
import type { Counts, Row } from "../wire";
import { useEnvironment } from "./environment";

const TABS: Tab[] = ["queued", "mine", "all", "closed"];

/** Seconds of waiting from which on the clock warns, and from which on it alarms. */
const LONG = 60;
const TOO_LONG = 180;

/** The conversations, by tab and search. */
export function Queue() {
  const { desk, screen } = useEnvironment();
  const { tab, words: sought, rows, counts, cursor, talk } = useStore(desk);
  const now = useNow();
  return (
    <section class="queue" aria-label={words.queue}>
      <div class="tabs">
        {TABS.map((one) => (
          <button type="button" key={one} aria-pressed={one === tab} onClick={() => desk.choose(one)}>
            {words.tabs[one]} <span>{counts && countOf(counts, one)}</span>
          </button>
        ))}
      </div>
      <input
        id={PLACES.search}
        type="search"
        aria-label={words.search}
        placeholder={words.searchHint}
        maxLength={100}
        value={sought}
        onInput={({ currentTarget }) => desk.search(currentTarget.value)}
      />
      {rows?.length === 0 && <p class="nothing">{sought ? words.notFound : words.empty[tab]}</p>}
      {!rows && <p class="nothing">{words.loading}</p>}
      <ul>
        {rows?.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              class="row"
              aria-current={row.id === talk?.id ? "true" : undefined}
              onClick={() => {
                desk.open(row);
                screen.set({ pane: "talk" });
              }}
            >
              <RowView row={row} now={now} />
            </button>
          </li>
        ))}
      </ul>
      {cursor && (
        <button type="button" class="plain" onClick={() => desk.listMore()}>
          {words.listMore}
        </button>
      )}
    </section>
  );
}

function RowView({ row, now }: { row: Row; now: number }) {
  const today = new Date(now);
  const date = day(row.updated_at, today, words);
  return (
    <>
      <span class="row-head">
        <strong>{words.customer(row)}</strong>
        {row.customer.signed_in && <span class="tag">{words.signedIn}</span>}
        <span class="small">{date === words.today ? clock(row.updated_at) : date}</span>
      </span>
      <span class="row-text">{row.last_message?.text}</span>
      <span class="row-foot">
        <Waiting row={row} now={now} />
        {row.status === "human" && row.agent ? (
          <span class="small">{words.with(row.agent.name)}</span>
        ) : (
          row.status !== "queued" && <span class="small">{words.status[row.status]}</span>
        )}
        {row.tags.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </span>
    </>
  );
}

/** The first-response clock of who waits for a person, the next-response clock of who has one. */
export function Waiting({ row, now }: { row: Row; now: number }) {
  if (!row.waiting_since) return null;
  const seconds = (now - Date.parse(row.waiting_since)) / 1000;
  const tone = seconds >= TOO_LONG ? "bad" : seconds >= LONG ? "fair" : "good";
  const text = duration(seconds);
  return (
    <span class={`wait ${tone}`} role="timer">
      {row.status === "queued" ? words.waits(text) : words.unanswered(text)}
    </span>
  );
}

function countOf(counts: Counts, tab: Tab): number {
  return tab === "all" ? counts.bot + counts.queued + counts.human + counts.closed : counts[tab];
}
