import { useState } from "preact/hooks";
import { Icon } from "../../shared/icon";
import type { Conversation } from "../conversation";
import { keep, recall } from "../storage";
import { useWords } from "../words";
import { MOST_CHARACTERS } from "./composer";
import { useDraft } from "./draft";
import { intoView } from "./view";

/** At the end of the talk: one to five stars, and a word if the customer likes. */
export function Rating({ conversation }: { conversation: Conversation }) {
  const words = useWords();
  const [stars, setStars] = useState(0);
  const [comment, write] = useDraft("comment", "");
  const [over, setOver] = useState<"rated" | "skipped" | null>(null);
  const talk = conversation.lastSeq;
  const tooLong = comment.length > MOST_CHARACTERS;
  if (over === "skipped" || (!over && recall<number>("rated") === talk)) return null;
  if (over === "rated") {
    return (
      <p class="line" role="status">
        {words.rating.done}
      </p>
    );
  }
  return (
    <form
      class="card rating"
      onSubmit={async (event) => {
        event.preventDefault();
        if (!stars || tooLong || !(await conversation.rate(stars, comment.trim()))) return;
        write(null);
        keep("rated", talk);
        setOver("rated");
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
        <button type="button" onClick={() => setOver("skipped")}>
          {words.rating.skip}
        </button>
        <button type="submit" class="primary" disabled={!stars}>
          {words.rating.submit}
        </button>
      </div>
    </form>
  );
}
