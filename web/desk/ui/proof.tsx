import { Icon } from "../../shared/icon";
import { safeUrl } from "../../shared/links";
import type { Source } from "../../shared/wire";
import { words } from "../i18n/zh-Hans";
import { PLACES } from "../screen";
import type { Criterion, Parameter, Truth, Verdict } from "../wire";

const TRUTH_ICONS: Record<Truth, "check" | "cross" | "question" | "partial"> = {
  passed: "check",
  failed: "cross",
  unknown: "question",
  boundary: "partial",
};

/** The verdict with what it rests on: rule, facts, parameter, value, source and date. */
export function Proof({ verdict }: { verdict: Verdict }) {
  const { advice } = words;
  const deciding = verdict.criteria.filter((one) => one.deciding);
  const others = verdict.criteria.filter((one) => !one.deciding);
  return (
    <article class={`proof ${verdict.outcome}`} id={PLACES.verdict} tabIndex={-1}>
      <p class="outcome">{verdict.title}</p>
      {verdict.possible.length > 0 && (
        <p class="small">
          {advice.possible}
          {verdict.possible.map(({ title }) => title).join("、")}
        </p>
      )}
      {verdict.amounts.length > 0 && (
        <dl class="amounts">
          {verdict.amounts.map(({ id, title, text }) => (
            <div key={id}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3>{advice.because}</h3>
      <Criteria criteria={deciding} />
      {others.length > 0 && (
        <details open={deciding.length === 0}>
          <summary>{advice.others(others.length)}</summary>
          <Criteria criteria={others} />
        </details>
      )}
      {verdict.amounts.some(({ parameters }) => parameters.length > 0) && (
        <details>
          <summary>{advice.amounts}</summary>
          {verdict.amounts.map(({ id, title, parameters }) => (
            <Parameters parameters={parameters} title={title} key={id} />
          ))}
        </details>
      )}
      {verdict.blocking.length > 0 && (
        <details open>
          <summary>{advice.blocking}</summary>
          <Parameters parameters={verdict.blocking} />
        </details>
      )}
      {verdict.assumptions.length > 0 && (
        <p class="small">
          {advice.assumptions}
          {verdict.assumptions.map(({ title }) => title).join("、")}
        </p>
      )}
      <p class="small">{advice.policy(verdict.policy_version)}</p>
    </article>
  );
}

function Criteria({ criteria }: { criteria: Criterion[] }) {
  return (
    <ul class="criteria">
      {criteria.map((criterion) => (
        <CriterionView criterion={criterion} key={criterion.id} />
      ))}
    </ul>
  );
}

function CriterionView({ criterion }: { criterion: Criterion }) {
  const { advice } = words;
  const { title, truth, deciding, presumed, facts, parameters } = criterion;
  return (
    <li class={truth}>
      <details open={deciding}>
        <summary>
          <Icon name={TRUTH_ICONS[truth]} />
          <span>{title}</span>
          <b>{advice.truths[truth]}</b>
          {deciding && <span class="tag">{advice.deciding}</span>}
        </summary>
        {presumed && <p class="small">{advice.presumed}</p>}
        {facts.length > 0 && (
          <dl>
            {facts.map((fact) => (
              <div key={fact.name}>
                <dt>{fact.title}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
          </dl>
        )}
        <Parameters parameters={parameters} />
      </details>
    </li>
  );
}

function Parameters({ parameters, title }: { parameters: Parameter[]; title?: string }) {
  const { advice } = words;
  if (parameters.length === 0) return null;
  return (
    <>
      {title && <p class="small">{title}</p>}
      <ul class="parameters">
        {parameters.map(({ id, label, value, since, source, note, conflict }) => (
          <li key={id}>
            <p>
              {label}：<strong>{value}</strong> {since && <span class="small">{advice.since(since)}</span>}
            </p>
            <SourceLine source={source} />
            {note && <p class="small">{note}</p>}
            {conflict && (
              <p class="small">
                {advice.conflict}
                {conflict.says}；{conflict.resolution} <SourceLine source={conflict.source} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function SourceLine({ source }: { source: Source }) {
  const href = safeUrl(source.url);
  return (
    <span class="source small">
      {href ? (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {source.title}
          <span class="hidden">（{words.newWindow}）</span>
        </a>
      ) : (
        source.title
      )}{" "}
      {source.as_of ?? words.undated} · {words.grades[source.grade] ?? source.grade}
    </span>
  );
}
