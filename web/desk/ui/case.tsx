import { useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { clock, day } from "../../shared/time";
import { turns } from "../../shared/turns";
import { words } from "../i18n/zh-Hans";
import { ask, insert } from "../keys";
import type { Talk } from "../talk";
import type { Order, Row } from "../wire";
import { AdviceView, Part } from "./advice";
import { useEnvironment } from "./environment";

const ANSWERS = new Set(["answer", "verdict"]);

/** The advice on the open conversation, with the customer's orders and what they were told before. */
export function Case({ talk }: { talk: Talk }) {
  const { desk, screen } = useEnvironment();
  const { advice, advising } = useStore(talk);
  return (
    <AdviceView
      advice={advice}
      advising={advising}
      label={words.advice.insertShort}
      onInsert={(place) => insert(desk, screen, place)}
      onAsk={() => ask(desk, screen)}
    >
      <Orders talk={talk} />
      <Told talk={talk} />
      <Earlier talk={talk} />
    </AdviceView>
  );
}

function Orders({ talk }: { talk: Talk }) {
  const { details } = useStore(talk);
  const { order, orders = [] } = details ?? {};
  const others = orders.filter(({ number }) => number !== order?.number);
  if (!order && others.length === 0) return null;
  return (
    <Part title={order ? words.advice.order : words.advice.orders}>
      {order && <OrderCard order={order} talk={talk} />}
      {others.length > 0 && (
        <details open={!order}>
          <summary>{words.advice.orders}</summary>
          {others.map((other) => (
            <OrderCard order={other} talk={talk} key={other.number} />
          ))}
        </details>
      )}
    </Part>
  );
}

function OrderCard({ order, talk }: { order: Order; talk: Talk }) {
  return (
    <div class="order-card">
      <p>
        <strong>{order.title}</strong> {order.sample && <span class="tag">{words.sampleOrder}</span>}
      </p>
      <p class="small">
        {words.order} {order.number}
      </p>
      <button type="button" class="plain" onClick={() => talk.advise(order.number)}>
        {words.advice.judge}
        <span class="hidden">：{order.number}</span>
      </button>
    </div>
  );
}

/** What the customer was told before, each with the way back to it. */
function Told({ talk }: { talk: Talk }) {
  const { messages } = useStore(talk);
  const { screen } = useEnvironment();
  const told = turns(messages)
    .filter(({ envelope }) => envelope && ANSWERS.has(envelope.kind))
    .map(({ messages: bubbles }) => ({ first: bubbles[0], last: bubbles.at(-1) }));
  return (
    <Part title={words.advice.told}>
      {told.length === 0 && <p class="nothing">{words.advice.nothingTold}</p>}
      <ul class="told">
        {told.map(
          ({ first, last }) =>
            first &&
            last && (
              <li key={last.seq}>
                <button
                  type="button"
                  onClick={() => {
                    screen.set({ pane: "talk" });
                    requestAnimationFrame(() =>
                      document.getElementById(`turn-${last.seq}`)?.scrollIntoView({ block: "start" }),
                    );
                  }}
                >
                  <span class="small">{clock(first.at)}</span> {first.text.split("\n")[0]}
                </button>
              </li>
            ),
        )}
      </ul>
    </Part>
  );
}

/** The customer's other conversations, folded up until they are asked for. */
function Earlier({ talk }: { talk: Talk }) {
  const { desk } = useEnvironment();
  const { row } = useStore(talk);
  const [found, setFound] = useState<readonly Row[] | null>(null);
  const { id } = row.customer;
  if (id === null) return null;
  const load = () =>
    desk.attempt(async () => setFound((await desk.api.of(id)).filter((other) => other.id !== row.id)));
  return (
    <details class="part" onToggle={({ currentTarget }) => currentTarget.open && load()}>
      <summary>{words.advice.earlier}</summary>
      {found?.length === 0 && <p class="nothing">{words.empty.all}</p>}
      <ul class="told">
        {found?.map((other) => (
          <li key={other.id}>
            <button type="button" onClick={() => desk.open(other)}>
              <span class="small">
                {day(other.updated_at, new Date(), words)} {words.status[other.status]}
              </span>{" "}
              {words.matter(other)}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
