import { useState } from "preact/hooks";
import type { OrderCard } from "../../shared/wire";
import { useWords } from "../words";

const AT_FIRST = 4;
const MORE = 10;

interface OrdersProps {
  orders: readonly OrderCard[];
  onChoose: (number: string) => void;
}

/** The customer's own orders as cards: the latest, all of them by search and bit by bit. */
export function Orders({ orders, onChoose }: OrdersProps) {
  const words = useWords();
  const [sought, setSought] = useState("");
  const [most, setMost] = useState(AT_FIRST);
  const found = orders.filter((order) =>
    Object.values(order).join(" ").toLowerCase().includes(sought.trim().toLowerCase()),
  );
  const left = found.length - most;
  return (
    <section class="hot" aria-label={words.orders.title}>
      {orders.length > AT_FIRST && (
        <input
          type="search"
          aria-label={words.orders.search}
          placeholder={words.orders.search}
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      )}
      {found.slice(0, most).map(({ number, title, date, price, state, sample }) => (
        <button type="button" class="own" key={number} onClick={() => onChoose(number)}>
          <span>
            <strong>{title}</strong>
            {sample && <span class="tag">{words.sampleOrder}</span>}
            <span class="small">{[date, price, state].filter(Boolean).join(" · ")}</span>
            <span class="small">{number}</span>
          </span>
        </button>
      ))}
      <p class="small" role="status">
        {sought && words.orders.found(found.length)}
      </p>
      {left > 0 && (
        <button type="button" class="plain" onClick={() => setMost(most + MORE)}>
          {words.orders.more(left)}
        </button>
      )}
    </section>
  );
}
