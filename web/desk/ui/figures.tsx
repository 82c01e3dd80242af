import { useEffect, useState } from "preact/hooks";
import { download } from "../../shared/download";
import { stamp } from "../../shared/time";
import { duration, percent, words } from "../i18n/zh-Hans";
import { csv, rows } from "../report";
import type { Answered, Report, Served, Spread } from "../wire";
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
  const { targets, left_messages: left } = report;
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
        <p class="small">{told.zone}</p>
      </header>
      <div class="tiles">
        <Tile title={told.conversations} figure={String(report.conversations)} />
        <Tile
          title={told.containment}
          figure={report.containment === null ? "–" : percent(report.containment)}
          note={told.ofAll(report.contained, report.conversations)}
        />
        <Tile title={told.waiting} figure={String(report.waiting)} />
        <SpreadTile
          title={told.firstResponse}
          spread={report.first_response}
          target={targets.first_response}
        />
        <Tile title={told.unserved} figure={String(report.unserved)} note={told.unservedHint} />
        <SpreadTile title={told.nextResponse} spread={report.next_response} target={targets.next_response} />
        <SpreadTile title={told.resolution} spread={report.resolution} target={targets.resolution} />
        <Tile
          title={told.leftMessages}
          figure={String(left.received)}
          note={told.leftHint(left.answered, left.waiting)}
        />
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
        <Bars title={told.byTopic} values={report.topics} />
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
      <ServedTable
        title={told.agents}
        all={report.agents.map((one) => ({ ...one, name: words.member(one.name, one.team) }))}
      />
      <ServedTable title={told.teams} all={report.teams} />
      <AnsweredTable title={told.byTopic} all={report.topics} />
      <AnsweredTable title={told.byQuestion} all={report.questions} />
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
      <span class="small">{stamp(new Date(at))}</span> {text}
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

function SpreadTile({ title, spread, target }: { title: string; spread: Spread | null; target: number }) {
  const told = words.figures;
  if (!spread) return <Tile title={title} figure="–" note={told.none} />;
  const { median, p90, count, within } = spread;
  return (
    <Tile
      title={`${title}（${told.median}）`}
      figure={duration(median)}
      note={`${told.met(within, count, duration(target))}，${told.spread(duration(p90))}`}
    />
  );
}

/** What each of them did, and how many of the waits met the target. */
function ServedTable({ title, all }: { title: string; all: readonly Served[] }) {
  const told = words.figures;
  return (
    <Table
      title={title}
      head={[told.served, told.replies, told.firstResponse, told.nextResponse, told.resolution]}
      rows={all.map(({ name, conversations, replies, first_response, next_response, resolution }) => [
        name,
        conversations,
        replies,
        inShort(first_response),
        inShort(next_response),
        inShort(resolution),
      ])}
    />
  );
}

/** Answers, and how customers took them. */
function AnsweredTable({ title, all }: { title: string; all: readonly Answered[] }) {
  const told = words.figures;
  return (
    <Table
      title={title}
      head={[told.answers, told.handedOver, told.usefulYes, told.usefulNo]}
      rows={all.map(({ title: name, count, handoffs, useful, useless }) => [
        name,
        count,
        handoffs,
        useful,
        useless,
      ])}
    />
  );
}

/** Lines of figures, each with its name first; it scrolls by itself where it is wider than the screen. */
function Table({ title, head, rows: lines }: { title: string; head: string[]; rows: (string | number)[][] }) {
  const told = words.figures;
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys.
    <div class="table" role="region" aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{told.name}</th>
            {head.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, ...figures], line) => (
            <tr key={line}>
              <th scope="row">{name}</th>
              {figures.map((figure, place) => (
                <td key={head[place]}>{figure}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The median, and how many met the target. */
const inShort = (spread: Spread | null) =>
  spread ? `${duration(spread.median)}，${words.figures.rate(percent(spread.within / spread.count))}` : "–";
