import { useState } from "preact/hooks";
import { ApiError } from "../../shared/http";
import { percent, words } from "../i18n/zh-Hans";
import type { Topic, Trace } from "../wire";
import { useEnvironment } from "./environment";

type Found = Trace | "loading" | "gone" | null;

/** Why the bot answered as it did, folded up until it is asked for. */
export function Why({ conversation, seq }: { conversation: string; seq: number }) {
  const { desk } = useEnvironment();
  const [found, setFound] = useState<Found>(null);
  const fetchOnce = () => {
    if (found && found !== "gone") return;
    setFound("loading");
    desk.api.trace(conversation, seq).then(setFound, (error: unknown) => {
      setFound(error instanceof ApiError && error.status === 404 ? "gone" : null);
    });
  };
  return (
    <details class="why" onToggle={({ currentTarget }) => currentTarget.open && fetchOnce()}>
      <summary>{words.why.title}</summary>
      {found === "loading" && <p class="small">{words.loading}</p>}
      {found === "gone" && <p class="small">{words.why.gone}</p>}
      {found === null && <p class="small">{words.why.failed}</p>}
      {typeof found === "object" && found && <TraceView trace={found} />}
    </details>
  );
}

function TraceView({ trace }: { trace: Trace }) {
  const { why } = words;
  const { facts, marks, ranking, thresholds } = trace;
  return (
    <>
      <dl>
        <dt>{why.move}</dt>
        <dd>{named(why.moves, trace.move)}</dd>
        <dt>{why.topic}</dt>
        <dd>{titleOf(trace.topic)}</dd>
        {trace.alone?.topic !== trace.topic?.topic && (
          <>
            <dt>{why.alone}</dt>
            <dd>{titleOf(trace.alone)}</dd>
          </>
        )}
        {trace.question && (
          <>
            <dt>{why.question}</dt>
            <dd>
              {percent(trace.question.confidence)} {trace.question.title}
            </dd>
          </>
        )}
        <dt>{why.marks}</dt>
        <dd>{marks.map((mark) => named(why.markNames, mark)).join("、") || why.none}</dd>
        <dt>{why.facts}</dt>
        {facts.length === 0 && <dd>{why.none}</dd>}
        {facts.map(({ name, title, value, text, clause, approximate, problem }) => (
          <dd key={name}>
            {title}：<strong>{problem ?? value}</strong> {approximate && why.approximate}
            <span class="small">{why.heard(text, clause)}</span>
          </dd>
        ))}
        <dt>{why.ranking}</dt>
        {ranking.map(({ topic, title, confidence }) => (
          <dd key={topic}>
            {percent(confidence)} {title}
          </dd>
        ))}
      </dl>
      <p class="small">
        {why.thresholds(
          percent(thresholds.asks_back_below),
          percent(thresholds.candidate_from),
          percent(thresholds.sure_of_a_question),
          percent(thresholds.sure_of_one),
        )}
      </p>
      {trace.did_not_hold.length > 0 && (
        <p class="small">
          {why.before}
          {trace.did_not_hold.map((move) => named(why.moves, move)).join("、")}
        </p>
      )}
    </>
  );
}

const titleOf = (topic: Topic | null) => topic?.title ?? words.why.none;

/** What a thing is called; one that is new to the desk by its own name. */
const named = (names: Record<string, string>, name: string) => names[name] ?? name;
