import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { useWords } from "../words";

/** The privacy notice with its choice; it stands before anything personal is asked. */
export function Privacy({ conversation, onChosen }: { conversation: Conversation; onChosen: () => void }) {
  const words = useWords();
  const { consent } = useStore(conversation);
  if (consent === true) return null;
  if (consent === false) return <p class="line">{words.privacy.refused}</p>;
  const choose = (granted: boolean) => {
    conversation.agree(granted);
    onChosen();
  };
  return (
    <section class="privacy" aria-label={words.privacy.menu}>
      <p>
        <Icon name="info" />
        <span>{words.privacy.text}</span>
      </p>
      <div class="buttons">
        <button type="button" onClick={() => choose(false)}>
          {words.privacy.refuse}
        </button>
        <button type="button" class="primary" onClick={() => choose(true)}>
          {words.privacy.agree}
        </button>
      </div>
    </section>
  );
}
