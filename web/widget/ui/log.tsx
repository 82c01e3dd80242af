import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import { day, isElsewhere } from "../../shared/time";
import { turns } from "../../shared/turns";
import type { Choice } from "../../shared/wire";
import type { Conversation } from "../conversation";
import { useWords } from "../words";
import { Choices } from "./choices";
import { Orders } from "./orders";
import { OutgoingView } from "./outgoing";
import { Privacy } from "./privacy";
import { Rating } from "./rating";
import { TurnView } from "./turn";
import { Welcome } from "./welcome";

/** How far from its end, in pixels, the log still counts as read to the end. */
const NEAR = 80;
const MARGIN = 12;

interface LogProps {
  conversation: Conversation;
  /** Something offered in it was taken. */
  onChosen: () => void;
}

/** The conversation, the newest below. */
export function Log({ conversation, onChosen }: LogProps) {
  const words = useWords();
  const { messages, outbox, typing, older, status } = useStore(conversation);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const fromEnd = useRef(0);
  const height = useRef(0);
  const [behind, setBehind] = useState(false);
  const said = turns(messages);
  const last = said.at(-1);
  const quiet = outbox.length === 0 && !typing;
  const orders = last?.envelope?.orders ?? [];
  const choices = last?.choices ?? [];
  /** What is no order of these. */
  const answers = choices.filter((choice) => !orders.some(({ number }) => isOf(number)(choice)));
  const now = new Date();

  useLayoutEffect(() => {
    const log = box.current;
    if (!log || (!last && outbox.length === 0)) return;
    if (!atEnd.current && outbox.length === 0) return setBehind(true);
    log.scrollTop =
      last?.messages[0]?.from === "bot" && status !== "closed" ? restingPlace(log) : log.scrollHeight;
    atEnd.current = true;
  }, [messages.at(-1)?.seq, outbox.length, typing, status]);

  // A keyboard that comes up leaves less room: who was at the end still is.
  useLayoutEffect(() => {
    const log = box.current;
    if (!log) return;
    const watch = new ResizeObserver(() => {
      height.current = log.clientHeight;
      if (atEnd.current) log.scrollTop = restingPlace(log);
    });
    watch.observe(log);
    return () => watch.disconnect();
  }, []);

  // Earlier messages come in above what is being read, which stays where it is.
  useLayoutEffect(() => {
    const log = box.current;
    if (log && fromEnd.current) log.scrollTop = log.scrollHeight - fromEnd.current;
  }, [messages[0]?.seq]);

  return (
    <div class="log-place">
      <div
        class="log"
        role="log"
        // What comes is told by the announcer, once.
        aria-live="off"
        aria-label={words.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        tabIndex={0}
        ref={box}
        onScroll={({ currentTarget: log }) => {
          fromEnd.current = log.scrollHeight - log.scrollTop;
          // Less room moves it as well: nobody has scrolled.
          if (log.clientHeight !== height.current) return;
          atEnd.current = log.scrollTop + NEAR >= restingPlace(log);
          if (atEnd.current) setBehind(false);
        }}
      >
        {older && (
          <button type="button" class="plain older" onClick={() => conversation.loadOlder()}>
            {words.older}
          </button>
        )}
        {!older && (
          <Welcome
            conversation={conversation}
            fresh={messages.length === 0 && outbox.length === 0}
            onChosen={onChosen}
          />
        )}
        {!older && (
          <p class="line">
            <Privacy conversation={conversation}>{words.privacy.line}</Privacy>
          </p>
        )}
        <p class={isElsewhere() ? "line" : "line zone"}>{words.zone}</p>
        {said.map((turn, index) => {
          const date = day(turn.messages[0]?.at ?? "", now, words);
          const before = said[index - 1]?.messages[0]?.at;
          return (
            <div class="turn-place" key={turn.key}>
              {date !== (before ? day(before, now, words) : words.today) && <p class="line">{date}</p>}
              <TurnView turn={turn} conversation={conversation} />
            </div>
          );
        })}
        {outbox.map((message) => (
          <OutgoingView message={message} conversation={conversation} key={message.id} />
        ))}
        {typing && (
          <p class="typing">
            <i />
            <i />
            <i />
            <span>{words.typing[typing === "bot" ? "bot" : "agent"]}</span>
          </p>
        )}
        {quiet && orders.length > 0 && (
          <Orders
            orders={orders}
            onChoose={(number) => {
              const choice = choices.find(isOf(number));
              if (choice) conversation.choose(choice);
              else conversation.say(number);
              onChosen();
            }}
            key={last?.key}
          />
        )}
        {quiet && answers.length > 0 && (
          <Choices
            choices={answers}
            envelope={last?.envelope ?? null}
            onChoose={(choice) => {
              conversation.choose(choice);
              onChosen();
            }}
          />
        )}
        {quiet && <Rating conversation={conversation} />}
      </div>
      {behind && (
        <button
          type="button"
          class="behind"
          onClick={() => {
            atEnd.current = true;
            setBehind(false);
            box.current?.scrollTo({ top: box.current.scrollHeight });
          }}
        >
          <Icon name="down" />
          {words.newMessages}
        </button>
      )}
    </div>
  );
}

const isOf = (order: string) => (choice: Choice) => choice.title.endsWith(order);

/** The end of the log, or the customer's last words on top where a long answer would push them out of sight. */
function restingPlace(log: HTMLElement): number {
  const end = log.scrollHeight - log.clientHeight;
  const mine = [...log.querySelectorAll<HTMLElement>(".mine")].at(-1);
  return mine ? Math.min(end, mine.offsetTop - MARGIN) : end;
}
