import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Sources } from "../../shared/answer";
import { percent, words } from "../i18n/zh-Hans";
import { PLACES } from "../screen";
import type { Advice, Suggestion } from "../wire";
import { Proof } from "./proof";

/** After which a change of the suggestions is old news. */
const SEEN_MS = 20_000;

interface Props {
  advice: Advice | null;
  advising: boolean;
  /** What a suggestion's button says, by its place. */
  label: string;
  onInsert: (place: number) => void;
  onAsk?: () => void;
  /** What the conversation adds: orders, what was told before. */
  children?: ComponentChildren;
}

/** What could be said next, and why. */
export function AdviceView({ advice, advising, label, onInsert, onAsk, children }: Props) {
  const told = words.advice;
  const isNew = useIsNew(advice);
  return (
    <section class="advice" aria-label={told.title} aria-busy={advising}>
      {!advice && advising && <p class="nothing">{told.loading}</p>}
      {advice && (
        <>
          {advice.verdict && <VerdictLine title={advice.verdict.title} />}
          {advice.summary && (
            <Part title={told.summary}>
              <p class="summary">{advice.summary}</p>
            </Part>
          )}
          <Part title={told.title}>
            <p class="updated" role="status">
              {isNew && told.updated}
            </p>
            {advice.suggestions.length === 0 && <p class="nothing">{told.none}</p>}
            <ol class="suggestions">
              {advice.suggestions.map((suggestion, place) => (
                <SuggestionView
                  suggestion={suggestion}
                  place={place}
                  label={label}
                  onInsert={() => onInsert(place)}
                  key={suggestion.id}
                />
              ))}
            </ol>
          </Part>
          <Next advice={advice} onAsk={onAsk} />
          <Part title={told.verdict}>
            {advice.verdict ? <Proof verdict={advice.verdict} /> : <p class="nothing">{told.noVerdict}</p>}
          </Part>
          <Facts advice={advice} />
        </>
      )}
      {children}
    </section>
  );
}

/** Whether the suggestions say something else than those that were shown first or put in last. */
function useIsNew(advice: Advice | null): boolean {
  const before = useRef<string | null>(null);
  const now = advice?.suggestions.map(({ texts }) => texts.join("\n")).join("\n\n") ?? null;
  const isNew = now !== null && before.current !== null && before.current !== now;
  useEffect(() => {
    if (now === null) return;
    before.current ??= now;
    if (!isNew) return;
    const seen = setTimeout(() => {
      before.current = now;
    }, SEEN_MS);
    return () => clearTimeout(seen);
  }, [now]);
  return isNew;
}

/** The verdict in a line on top, with the way to its reasons. */
function VerdictLine({ title }: { title: string }) {
  return (
    <p class="verdict-line">
      <strong>{words.advice.concluded(title)}</strong>
      <button type="button" class="plain" onClick={() => document.getElementById(PLACES.verdict)?.focus()}>
        {words.advice.because}
      </button>
      <kbd>W</kbd>
    </p>
  );
}

export function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

interface SuggestionProps {
  suggestion: Suggestion;
  place: number;
  label: string;
  onInsert: () => void;
}

function SuggestionView({ suggestion, place, label, onInsert }: SuggestionProps) {
  const { title, confidence, texts, envelope } = suggestion;
  return (
    <li>
      <header>
        <kbd>{place + 1}</kbd>
        <strong>{title}</strong>
        <span class="small">{words.advice.certainty(percent(confidence))}</span>
        <button type="button" class="soft" onClick={onInsert}>
          {label}
          <span class="hidden">：{words.advice.place(place + 1)}</span>
        </button>
      </header>
      <p class="preview">{texts.join("\n")}</p>
      <Sources sources={envelope.sources} />
    </li>
  );
}

function Next({ advice, onAsk }: { advice: Advice; onAsk: Props["onAsk"] }) {
  const { next_question: question, next_actions: actions } = advice;
  if (!question && actions.length === 0) return null;
  return (
    <Part title={words.advice.next}>
      <ul class="next">
        {actions.map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {question && onAsk && (
        <button type="button" class="soft" onClick={onAsk}>
          {words.advice.ask} <kbd>Q</kbd>
        </button>
      )}
    </Part>
  );
}

function Facts({ advice }: { advice: Advice }) {
  const { facts_known: known, facts_missing: missing } = advice;
  return (
    <Part title={words.advice.facts}>
      {known.length === 0 && <p class="nothing">{words.advice.noFacts}</p>}
      <dl class="facts">
        {known.map(({ name, title, value }) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {missing.length > 0 && (
        <p class="missing">
          <b>{words.advice.missing}</b>
          {missing.map(({ name, title }) => (
            <span class="tag" key={name}>
              {title}
            </span>
          ))}
        </p>
      )}
    </Part>
  );
}
