import { useStore } from "../../shared/store";
import { clock } from "../../shared/time";
import type { Conversation, Outgoing } from "../conversation";
import { useWords } from "../words";
import { Sent } from "./slot";

/** What the customer has said and the server has not yet confirmed. */
export function OutgoingView({ message, conversation }: { message: Outgoing; conversation: Conversation }) {
  const words = useWords();
  const { link, unkept } = useStore(conversation);
  return (
    <div class={message.failed ? "mine failed" : "mine"}>
      {message.text && <p class="bubble">{message.text}</p>}
      <Sent of={message} conversation={conversation} />
      {message.failed ? (
        <p class="small" role="alert">
          <span>
            {words.failed}：{message.failed.text}
          </span>
          <button type="button" class="plain" onClick={() => conversation.retry(message.id)}>
            {words.retry}
          </button>
          <button type="button" class="plain" onClick={() => conversation.discard(message.id)}>
            {words.discard}
          </button>
        </p>
      ) : (
        <p class="small">
          {link === "offline" ? words.waiting : words.sending} · {clock(message.at)}
        </p>
      )}
      {unkept && <p class="small wrong">{words.unkept}</p>}
    </div>
  );
}
