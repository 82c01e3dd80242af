import { useState } from "preact/hooks";
import { Icon } from "../../shared/icon";
import type { Conversation } from "../conversation";
import { keep, recall } from "../storage";
import { useWords } from "../words";

/** At the end of the talk: one to five stars, and a word if the customer likes. */
export function Rating({ conversation }: { conversation: Conversation }) {
  const words = useWords();
  const [stars, setStars] = useState(0);
  const [comment, setComment] = useState("");
  const [over, setOver] = useState<"rated" | "skipped" | null>(null);
  const talk = conversation.lastSeq;
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
        if (!stars || !(await conversation.rate(stars, comment.trim()))) return;
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
          <p class="small">{words.rating.stars[stars - 1]}</p>
          <textarea
            rows={2}
            maxLength={500}
            aria-label={words.rating.comment}
            placeholder={words.rating.comment}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        </>
      )}
      <div class="buttons">
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
