import { useState } from "preact/hooks";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { keep, recall } from "../storage";
import { useWords } from "../words";
import { MOST_CHARACTERS } from "./composer";
import { useDraft } from "./draft";
import { intoView } from "./view";

/** What customers say to whom nothing is left to ask. */
const FAREWELLS = ["smalltalk.thanks", "smalltalk.bye"];

/** At the end of the talk, once: one to five stars, and a word if the customer likes. */
export function Rating({ conversation }: { conversation: Conversation }) {
  const words = useWords();
  const { messages, status } = useStore(conversation);
  const [stars, setStars] = useState(0);
  const [comment, write] = useDraft("comment", "");
  /** Up to which of the customer's words they were asked last. */
  const asked = recall<number>("rated");
  /** The talk that is over, and how. */
  const [over, setOver] = useState<{ talk: number; rated: boolean } | null>(null);
  const talk = messages.findLast(({ from }) => from === "customer")?.seq ?? 0;
  const parting = asked === null && FAREWELLS.includes(messages.at(-1)?.envelope?.topic ?? "");
  const tooLong = comment.length > MOST_CHARACTERS;
  const end = (rated: boolean) => {
    write(null);
    keep("rated", talk);
    setOver({ talk, rated });
  };
  if (over?.talk === talk && over.rated) {
    return (
      <p class="line" role="status">
        {words.rating.done}
      </p>
    );
  }
  if (asked === talk || !(status === "closed" || parting)) return null;
  return (
    <form
      class="card rating"
      onSubmit={async (event) => {
        event.preventDefault();
        if (!stars || tooLong || !(await conversation.rate(stars, comment.trim()))) return;
        end(true);
      }}
    >
      <fieldset>
        <legend>{words.rating.title}</legend>
        {words.rating.stars.map((meaning, index) => (
          <label class={index < stars ? "star on" : "star"} key={meaning} title={meaning}>
            <input
              type="radio"
              name="stars"
              checked={stars === index + 1}
              aria-label={words.rating.star(index + 1, meaning)}
              onChange={() => setStars(index + 1)}
            />
            <Icon name="star" />
          </label>
        ))}
      </fieldset>
      {stars > 0 && (
        <>
          <p class={tooLong ? "small wrong" : "small"}>
            {tooLong ? words.tooLong(MOST_CHARACTERS) : words.rating.stars[stars - 1]}
          </p>
          <textarea
            rows={2}
            aria-invalid={tooLong}
            aria-label={words.rating.comment}
            placeholder={words.rating.comment}
            value={comment}
            onInput={(event) => write(event.currentTarget.value || null)}
          />
        </>
      )}
      <div class="buttons" ref={intoView} key={stars > 0 ? "rated" : "open"}>
        <button type="button" onClick={() => end(false)}>
          {words.rating.skip}
        </button>
        <button type="submit" class="primary" disabled={!stars}>
          {words.rating.submit}
        </button>
      </div>
    </form>
  );
}
