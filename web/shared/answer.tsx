import { type ComponentChildren, createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";
import { safeUrl } from "./links";
import { type Block, type Row, read, spans } from "./reading";
import type { Envelope, Outcome, Source, Verdict } from "./wire";
import { useSharedWords } from "./words";

const OUTCOME_ICONS: Record<Outcome, IconName> = {
  full_refund: "check",
  partial_refund: "partial",
  not_refundable: "cross",
  nothing_to_refund: "cross",
  manual_review: "person",
  need_facts: "question",
};

/** Where customers ask for their money back themselves, if the operator says. */
export const RefundPage = createContext<string | null>(null);
const REFUNDED: Outcome[] = ["full_refund", "partial_refund"];
/** What a verdict rests on, for whoever wants to check it. */
const DETAILS: Block["kind"][] = ["amounts", "understood", "aside"];

interface AnswerProps {
  /** The bubbles of the turn, in order. */
  texts: readonly string[];
  envelope: Envelope | null;
  children?: ComponentChildren;
}

/** A bot's turn: bubbles, or one card where it tells a verdict; then the sources. */
export function Answer({ texts, envelope, children }: AnswerProps) {
  const bubbles = texts.map((text) => read(text, envelope)).filter((blocks) => blocks.length);
  const sources = envelope?.sources.length ? <Sources sources={envelope.sources} /> : null;
  if (envelope?.verdict) {
    return <VerdictCard verdict={envelope.verdict} bubbles={bubbles} footer={[sources, children]} />;
  }
  return (
    <div class="answer" lang="zh-Hans">
      {bubbles.map((blocks, index) => (
        <div class="bubble" key={index}>
          <Blocks blocks={blocks} />
          {index === bubbles.length - 1 && sources}
        </div>
      ))}
      {children}
    </div>
  );
}

interface VerdictCardProps {
  verdict: Verdict;
  bubbles: Block[][];
  footer: ComponentChildren;
}

/** The verdict on one case: outcome, sum, by when and where on top; then why and how; what it rests on is folded. */
function VerdictCard({ verdict, bubbles, footer }: VerdictCardProps) {
  const words = useSharedWords();
  const page = safeUrl(useContext(RefundPage));
  const button = REFUNDED.includes(verdict.outcome) && page;
  const { outcome, order } = verdict;
  const all = bubbles.flat();
  const total = all.flatMap((block) => (block.kind === "amounts" && block.total ? [block.total] : []))[0];
  const opening = all.find((block) => block.kind === "text");
  // The order card says what the note on the order says.
  const note = order && all.find((block) => block.kind === "aside" && block.text.includes(order.number));
  const deadline = all.find((block) => block.kind === "deadline");
  const shown = [opening, note, deadline];
  // One way is enough: the button, or else the first path.
  const way = !button && all.find(hasPath);
  const folded = (block: Block) =>
    DETAILS.includes(block.kind) || (REFUNDED.includes(outcome) && hasPath(block) && block !== way);
  const rest = all.filter((block) => !shown.includes(block));
  const grounds = rest.filter((block) => !folded(block));
  const details = rest.filter(folded);
  return (
    <article class={`verdict ${outcome}`} lang="zh-Hans">
      <header>
        <p class="outcome">
          <Icon name={OUTCOME_ICONS[outcome] ?? "info"} />
          {words.outcomes[outcome] ?? outcome}
        </p>
        {opening && (
          <p class="opening">
            <Line text={opening.text} />
          </p>
        )}
        {total && <Total row={total} />}
        {deadline && <BlockView block={deadline} />}
        {button && (
          <a class="primary" href={button} target="_blank" rel="noopener noreferrer">
            {words.refundPage}
            <span class="hidden">（{words.newWindow}）</span>
          </a>
        )}
      </header>
      {order && <OrderCard order={order} />}
      {grounds.length > 0 && (
        <section>
          <Blocks blocks={grounds} />
        </section>
      )}
      {details.length > 0 && (
        <details class="details">
          <summary>
            {words.details}
            <Icon name="down" />
          </summary>
          {details.map((block, index) =>
            // Where all of it comes back there is nothing to add up.
            block.kind === "amounts" && outcome === "full_refund" ? (
              <p key={index}>{block.rows.map(({ label, value }) => `${label}：${value}`).join(" · ")}</p>
            ) : (
              <BlockView block={block} key={index} />
            ),
          )}
        </details>
      )}
      <footer>{footer}</footer>
    </article>
  );
}

const hasPath = (block: Block) =>
  (block.kind === "text" || block.kind === "row") &&
  spans(block.kind === "text" ? block.text : block.row.value).some(({ kind }) => kind === "path");

/** The sum in large type, with the reservation that the server made about it in small. */
function Total({ row }: { row: Row }) {
  const [sum, reservation] = row.value.split(/，(.*)/);
  return (
    <p class="total">
      <span>{row.label}</span>
      <strong>{sum}</strong>
      {reservation && <small>{reservation}</small>}
    </p>
  );
}

function OrderCard({ order }: { order: NonNullable<Verdict["order"]> }) {
  const words = useSharedWords();
  return (
    <section class="order">
      <Icon name="order" />
      <p>
        <strong>{order.title}</strong>
        <span>
          {words.order} {order.number}
        </span>
      </p>
      {order.sample && <span class="tag">{words.sampleOrder}</span>}
    </section>
  );
}

const Blocks = ({ blocks }: { blocks: Block[] }) => (
  <>
    {blocks.map((block, index) => (
      <BlockView block={block} key={index} />
    ))}
  </>
);

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "text":
      return (
        <p>
          <Line text={block.text} />
        </p>
      );
    case "row":
      return (
        <p>
          <b>{block.row.label}：</b>
          <Line text={block.row.value} />
        </p>
      );
    case "steps":
    case "timeline":
      return (
        <ol class={block.kind}>
          {block.items.map((item) => (
            <li key={item}>
              <Line text={item} />
            </li>
          ))}
        </ol>
      );
    case "amounts":
      return (
        <dl class="amounts">
          {block.rows.map((row) => (
            <div class={row === block.total ? "sum" : ""} key={row.label}>
              <dt>{row.label}</dt>
              <dd>{row.value}</dd>
            </div>
          ))}
        </dl>
      );
    case "understood":
      return (
        <div class="understood">
          <b>{block.label}</b>
          <ul>
            {block.items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
          {block.invitation && <p>{block.invitation}</p>}
        </div>
      );
    default:
      return (
        <p class={block.kind}>
          <Icon name={block.kind === "deadline" ? "clock" : "info"} />
          <span>
            <Line text={block.text} />
          </span>
        </p>
      );
  }
}

/** A line of text: console paths as a trail, telephone numbers and addresses as links. */
export function Line({ text }: { text: string }) {
  return (
    <>
      {spans(text).map((span, index) => {
        switch (span.kind) {
          case "path":
            return <Path places={span.places} key={index} />;
          case "phone":
            return (
              <a href={`tel:${span.text}`} key={index}>
                {span.text}
              </a>
            );
          case "link":
            return <Link url={span.text} text={span.text} key={index} />;
          default:
            return span.text;
        }
      })}
    </>
  );
}

/** Where to go in a console: one line, copied as one. */
function Path({ places }: { places: string[] }) {
  const words = useSharedWords();
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(places.join(" > ")).then(() => setCopied(true));
  return (
    <span class="path">
      {places.map((place, step) => (
        <>
          {step > 0 && <i> &gt; </i>}
          <span>{place}</span>
        </>
      ))}
      <button type="button" aria-label={copied ? words.copied : words.copyPath} onClick={copy}>
        <Icon name={copied ? "check" : "copy"} />
      </button>
    </span>
  );
}

export function Link({ url, text }: { url: string | null; text: string }) {
  const words = useSharedWords();
  const href = safeUrl(url);
  if (!href) return <span>{text}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {text}
      <span class="hidden">（{words.newWindow}）</span>
    </a>
  );
}

/** Where it stands: the first source in sight, all of them with date and grade when opened. */
export function Sources({ sources }: { sources: readonly Source[] }) {
  const words = useSharedWords();
  const [first] = sources;
  if (!first) return null;
  return (
    <details class="sources">
      <summary>
        <Icon name="document" />
        <span>{words.sources(first.title, first.as_of ?? words.undated, sources.length)}</span>
        <Icon name="down" />
      </summary>
      <ul>
        {sources.map((source) => (
          <li key={source.id}>
            <Link url={source.url} text={source.title} />
            <span>
              {source.as_of ?? words.undated} · {words.grades[source.grade] ?? source.grade}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
