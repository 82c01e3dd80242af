import { useEffect, useState } from "preact/hooks";
import { percent, words } from "../i18n/zh-Hans";
import type { Decision, ReviewItem, Topic } from "../wire";
import { useEnvironment } from "./environment";

/** Messages that were not understood well: a supervisor says what they mean. */
export function Review() {
  const { desk } = useEnvironment();
  const [items, setItems] = useState<ReviewItem[] | null>(null);
  const [topics, setTopics] = useState<Topic[]>([]);
  const [open, setOpen] = useState(0);
  const [cursor, setCursor] = useState<string | null>(null);
  const load = (from: string | null) =>
    desk.attempt(async () => {
      const page = await desk.api.review(from);
      setItems((before) => (from ? [...(before ?? []), ...page.items] : page.items));
      setTopics(page.topics);
      setOpen(page.open);
      setCursor(page.cursor);
    });
  useEffect(() => {
    load(null);
  }, []);
  const decide = async (item: ReviewItem, decision: Decision, told: string) => {
    const decided = await desk.attempt(() => desk.api.decide(item.id, decision));
    if (!decided) return;
    setItems((before) => before?.filter(({ id }) => id !== item.id) ?? null);
    setOpen((before) => before - 1);
    desk.tell(told);
  };
  if (!items) return <p class="nothing">{words.loading}</p>;
  return (
    <div class="review">
      <header>
        <h2>{words.review.title}</h2>
        <p class="small">
          {words.review.open(open)}。{words.review.hint}
        </p>
      </header>
      {items.length === 0 && <p class="nothing">{words.review.empty}</p>}
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <Item item={item} topics={topics} decide={(decision, told) => decide(item, decision, told)} />
          </li>
        ))}
      </ul>
      {cursor && (
        <button type="button" class="plain" onClick={() => load(cursor)}>
          {words.listMore}
        </button>
      )}
    </div>
  );
}

interface ItemProps {
  item: ReviewItem;
  topics: readonly Topic[];
  decide: (decision: Decision, told: string) => void;
}

function Item({ item, topics, decide }: ItemProps) {
  const { review } = words;
  const [text, setText] = useState(item.text);
  const [other, setOther] = useState("");
  const assign = ({ topic, title }: Topic) =>
    decide({ decision: "assign", topic, ...(text.trim() && { text: text.trim() }) }, review.assigned(title));
  const likely = new Map<string, Topic>();
  for (const topic of [...item.nearest, ...item.candidates])
    if (topics.some((one) => one.topic === topic.topic)) likely.set(topic.topic, topic);
  const chosen = topics.find(({ topic }) => topic === other);
  return (
    <article>
      <p>
        <strong>
          <bdi>{item.text}</bdi>
        </strong>
      </p>
      <p class="small">
        {item.reasons.map((reason) => (
          <span class="tag" key={reason}>
            {review.reasons[reason]}
          </span>
        ))}{" "}
        {item.title && review.taken(item.title)}
        {item.title && item.confidence !== null && ` ${percent(item.confidence)}`}
      </p>
      {item.nearest.length > 0 && (
        <>
          <h3>{review.nearest}</h3>
          <ul class="nearest">
            {item.nearest.map((near) => (
              <li key={near.text}>
                “{near.text}” <b>{near.title}</b>{" "}
                <span class="small">{review.similar(percent(near.similarity))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <label>
        {review.text}
        <input maxLength={2000} value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      </label>
      <div class="decisions">
        {[...likely.values()].slice(0, 3).map((topic) => (
          <button type="button" class="soft" key={topic.topic} onClick={() => assign(topic)}>
            {review.assignTo(topic.title)}
          </button>
        ))}
        <select
          aria-label={review.other}
          value={other}
          onChange={({ currentTarget }) => setOther(currentTarget.value)}
        >
          <option value="">{review.choose}</option>
          {topics.map(({ topic, title }) => (
            <option value={topic} key={topic}>
              {title}
            </option>
          ))}
        </select>
        <button type="button" class="soft" disabled={!chosen} onClick={() => chosen && assign(chosen)}>
          {review.assign}
        </button>
        <button type="button" class="soft" onClick={() => decide({ decision: "missing" }, review.marked)}>
          {review.missing}
        </button>
        <button type="button" class="plain" onClick={() => decide({ decision: "dismiss" }, review.dismissed)}>
          {review.dismiss}
        </button>
      </div>
    </article>
  );
}
