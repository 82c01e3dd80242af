import { useEffect, useState } from "preact/hooks";
import { download } from "../../shared/download";
import { clock } from "../../shared/time";
import { duration, percent, words } from "../i18n/zh-Hans";
import { csv, rows } from "../report";
import type { Report, Spread } from "../wire";
import { Bars, Columns } from "./charts";
import { useEnvironment } from "./environment";
import { type Days, SpanOfDays } from "./span-of-days";

const REFRESH_MS = 60_000;

/** How today goes, or some days went, for supervisors. */
export function Figures() {
  const { desk } = useEnvironment();
  const [report, setReport] = useState<Report | null>(null);
  const [days, setDays] = useState<Days | null>(null);
  const load = () => desk.attempt(async () => setReport(await desk.api.report(days)));
  useEffect(() => {
    load();
    const again = setInterval(load, REFRESH_MS);
    return () => clearInterval(again);
  }, [days]);
  if (!report) return <p class="nothing">{words.loading}</p>;
  const told = words.figures;
  return (
    <div class="figures">
      <header>
        <h2>{told.title(report.from, report.to)}</h2>
        <SpanOfDays days={days ?? report} onChange={setDays} />
        <button type="button" class="soft" onClick={load}>
          {told.refresh}
        </button>
        <button
          type="button"
          class="soft"
          onClick={() => download(`${told.file(report.from, report.to)}.csv`, csv(rows(report)))}
        >
          {told.csv}
        </button>
      </header>
      <div class="tiles">
        <Tile title={told.conversations} figure={String(report.conversations)} />
        <Tile
          title={told.containment}
          figure={report.containment === null ? "–" : percent(report.containment)}
          note={told.ofAll(report.contained, report.conversations)}
        />
        <Tile title={told.waiting} figure={String(report.waiting)} />
        <SpreadTile title={told.firstResponse} spread={report.first_response} />
        <SpreadTile title={told.resolution} spread={report.resolution} />
        <Tile
          title={told.acceptance}
          figure={report.suggestions.acceptance === null ? "–" : percent(report.suggestions.acceptance)}
          note={told.acceptanceOf(report.suggestions.sent, report.suggestions.shown)}
        />
      </div>
      <div class="charts">
        <Columns
          title={told.hours}
          values={report.hours.map((count, hour) => ({ title: told.hour(hour), count }))}
        />
        <Bars title={told.topics} values={report.topics} />
        <Bars
          title={told.agents}
          values={report.agents.map(({ name, conversations }) => ({ title: name, count: conversations }))}
        />
        <Bars title={told.handoffs} values={report.handoffs} />
        <Bars
          title={
            report.ratings.mean === null
              ? told.ratings
              : `${told.ratings}，${told.mean(report.ratings.mean.toFixed(1), report.ratings.count)}`
          }
          values={report.ratings.stars
            .map((count, index) => ({ title: told.star(index + 1), count }))
            .reverse()}
        />
        <Bars
          title={told.useful}
          values={[
            { title: told.usefulYes, count: report.useful.yes },
            { title: told.usefulNo, count: report.useful.no },
          ]}
        />
        <Bars
          title={told.acceptance}
          values={Object.entries(told.events).map(([event, title]) => ({
            title,
            count: report.suggestions[event as keyof typeof told.events],
          }))}
        />
      </div>
      <section class="unanswered">
        <h3>{told.unanswered}</h3>
        {report.unanswered.length === 0 && <p class="nothing">{told.none}</p>}
        <ul>
          {report.unanswered.map(({ conversation_id, seq, text, at }) => (
            <li key={`${conversation_id}-${seq}`}>
              <Asked id={conversation_id} text={text} at={at} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Asked({ id, text, at }: { id: string; text: string; at: string }) {
  const { desk, screen } = useEnvironment();
  return (
    <button
      type="button"
      class="row"
      onClick={() => {
        screen.show("talk");
        screen.set({ pane: "talk" });
        desk.openById(id);
      }}
    >
      <span class="small">{clock(at)}</span> {text}
    </button>
  );
}

function Tile({ title, figure, note }: { title: string; figure: string; note?: string }) {
  return (
    <div class="tile">
      <h3>{title}</h3>
      <p class="figure">{figure}</p>
      {note && <p class="small">{note}</p>}
    </div>
  );
}

function SpreadTile({ title, spread }: { title: string; spread: Spread | null }) {
  if (!spread) return <Tile title={title} figure="–" note={words.figures.none} />;
  return (
    <Tile
      title={`${title}（${words.figures.median}）`}
      figure={duration(spread.median)}
      note={words.figures.spread(duration(spread.p90), spread.count)}
    />
  );
}
