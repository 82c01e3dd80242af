import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { useWords } from "../words";

interface WelcomeProps {
  conversation: Conversation;
  /** Nothing has been said yet. */
  fresh: boolean;
  onChosen: () => void;
}

/** The opening: who speaks, and what others ask. It stands before the server has answered. */
export function Welcome({ conversation, fresh, onChosen }: WelcomeProps) {
  const words = useWords();
  const { opening } = useStore(conversation);
  const told = opening?.texts.join("\n");
  // The server greets in simplified Chinese, and only once it has answered.
  const greeting = (words.locale === "zh-Hans" && told) || words.greeting;
  return (
    <>
      <div class="answer">
        <div class="bubble">
          {greeting.split("\n").map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </div>
      {fresh && (
        <section class="hot" aria-label={words.hot} aria-busy={!opening}>
          <h2>{words.hot}</h2>
          {opening
            ? opening.hot.map(({ title, text }) => (
                <button
                  type="button"
                  key={title}
                  onClick={() => {
                    conversation.say(text);
                    onChosen();
                  }}
                >
                  <span>{title}</span>
                  <Icon name="right" />
                </button>
              ))
            : [1, 2, 3, 4].map((row) => <div class="skeleton" key={row} />)}
        </section>
      )}
    </>
  );
}
