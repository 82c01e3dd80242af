import { useStore } from "../../shared/store";
import { clock, day, stamp } from "../../shared/time";
import type { Tab } from "../api";
import { duration, words } from "../i18n/zh-Hans";
import { useNow } from "../now";
import { PLACES } from "../screen";
import type { Row } from "../wire";
import { useEnvironment } from "./environment";
import { LeftMessages } from "./left";
import { SpanOfDays } from "./span-of-days";

const TABS: Tab[] = ["queued", "mine", "left", "all", "closed"];

/** The tabs in which the past is looked for. */
const SOUGHT_BY_DAY: Tab[] = ["all", "closed"];

/** The day in Asia/Shanghai, as ISO 8601 writes it. */
const today = () => stamp(new Date()).slice(0, 10);

/** Of which tabs it matters how many there are. */
const isCounted = (tab: Tab): tab is "queued" | "mine" | "left" => tab !== "all" && tab !== "closed";

/** Of the time in which a word is to come, the part after which the clock warns. */
const LONG = 1 / 3;

/** The conversations, by tab and search. */
export function Queue() {
  const { desk } = useEnvironment();
  const { tab, counts } = useStore(desk);
  const now = useNow();
  return (
    <section class="queue" aria-label={words.queue}>
      <div class="tabs">
        {TABS.map((one) => (
          <button type="button" key={one} aria-pressed={one === tab} onClick={() => desk.choose(one)}>
            {words.tabs[one]} {counts && isCounted(one) && <span>{counts[one]}</span>}
            {one === "mine" && counts !== null && counts.unread > 0 && (
              <span class="count">
                {counts.unread}
                <span class="hidden">{words.unread}</span>
              </span>
            )}
          </button>
        ))}
      </div>
      <AskForAlerts />
      {tab === "queued" && counts !== null && counts.left > 0 && (
        <button type="button" class="plain left-waiting" onClick={() => desk.choose("left")}>
          {words.left.waiting(counts.left)}
        </button>
      )}
      {tab === "left" ? <LeftMessages now={now} /> : <Conversations now={now} />}
    </section>
  );
}

/** Whether to be called by sound and by the browser: asked once, and remembered. */
function AskForAlerts() {
  const { screen } = useEnvironment();
  const { notify } = useStore(screen);
  if (notify !== null) return null;
  return (
    <div class="ask" role="group" aria-label={words.alerts.ask}>
      <p>{words.alerts.ask}</p>
      <div class="buttons">
        <button type="button" onClick={() => screen.choose({ notify: false })}>
          {words.alerts.no}
        </button>
        <button type="button" class="primary" onClick={() => screen.beCalled()}>
          {words.alerts.yes}
        </button>
      </div>
    </div>
  );
}

function Conversations({ now }: { now: number }) {
  const { desk, screen } = useEnvironment();
  const { tab, words: sought, days, team, teams, rows, cursor, talk } = useStore(desk);
  return (
    <>
      <input
        id={PLACES.search}
        type="search"
        aria-label={words.search}
        placeholder={words.searchHint}
        maxLength={100}
        value={sought}
        onInput={({ currentTarget }) => desk.search({ words: currentTarget.value })}
      />
      {SOUGHT_BY_DAY.includes(tab) && (
        <div class="days">
          {days && <SpanOfDays days={days} onChange={(days) => desk.search({ days })} />}
          <button
            type="button"
            class="plain"
            onClick={() => desk.search({ days: days ? null : { from: today(), to: today() } })}
          >
            {days ? words.days.all : words.days.choose}
          </button>
        </div>
      )}
      {tab === "queued" && teams.length > 0 && (
        <select
          aria-label={words.team}
          value={team ?? ""}
          onChange={({ currentTarget }) => desk.search({ team: currentTarget.value || null })}
        >
          <option value="">{words.allTeams}</option>
          {teams.map((one) => (
            <option value={one} key={one}>
              {one}
            </option>
          ))}
        </select>
      )}
      {rows?.length === 0 && (
        <p class="nothing">
          {sought || days || (team && tab === "queued") ? words.notFound : words.empty[tab]}
        </p>
      )}
      {!rows && <p class="nothing">{words.loading}</p>}
      <ul onPointerEnter={() => desk.hold(true)} onPointerLeave={() => desk.hold(false)}>
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
    </>
  );
}

function RowView({ row, now }: { row: Row; now: number }) {
  const today = new Date(now);
  const date = day(row.updated_at, today, words);
  return (
    <>
      <span class="row-head">
        <strong>{words.customer(row)}</strong>
        {row.unread > 0 && (
          <span class="count">
            {row.unread}
            <span class="hidden">{words.unread}</span>
          </span>
        )}
        {row.waiting_since ? (
          <Waiting row={row} now={now} />
        ) : (
          <span class="small">{date === words.today ? clock(row.updated_at) : date}</span>
        )}
      </span>
      <span class="row-text">{words.matter(row)}</span>
      <span class="row-foot">
        {row.brief && <Brief brief={row.brief} />}
        {row.status === "human" && row.agent ? (
          <span class="small">{words.with(row.agent.name)}</span>
        ) : (
          row.status !== "queued" && <span class="small">{words.status[row.status]}</span>
        )}
        {row.team && row.status === "queued" && <span class="tag">{words.forTeam(row.team)}</span>}
        {row.tags.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </span>
    </>
  );
}

/** What it is about, how the case stands and how the customer feels. */
function Brief({ brief: { topic, verdict, amount, mood } }: { brief: NonNullable<Row["brief"]> }) {
  return (
    <span class="brief">
      {mood && <span class="mood">{mood}</span>}
      {topic && <span class="topic">{topic}</span>}
      {verdict && (
        <strong>
          {verdict} {amount}
        </strong>
      )}
    </span>
  );
}

/** The first-response clock of who waits for a person, the next-response clock of who has one. */
export function Waiting({ row, now }: { row: Row; now: number }) {
  const { me } = useStore(useEnvironment().desk);
  if (!row.waiting_since || !me) return null;
  const seconds = (now - Date.parse(row.waiting_since)) / 1000;
  const share = seconds / (row.waiting_for === "next" ? me.next_response : me.first_response);
  const isLate = share > 1;
  const tone = share >= 1 ? "bad" : share >= LONG ? "fair" : "good";
  const text = duration(seconds);
  return (
    <span class={`wait ${tone}`} role="timer">
      {isLate && <b>{words.late}</b>}
      {row.status === "queued" ? words.waits(text) : words.unanswered(text)}
    </span>
  );
}
