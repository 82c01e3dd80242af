import { useState } from "preact/hooks";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import { clock } from "../../shared/time";
import type { Conversation } from "../conversation";
import { useWords } from "../words";
import { intoView } from "./view";

interface JudgeProps {
  conversation: Conversation;
  seq: number;
  text: string;
  at: string;
  /** Whether the customer is asked what they think of it. */
  judged: boolean;
}

/** Under an answer: when it came, copy, useful or not, and why not. */
export function Judge({ conversation, seq, text, at, judged }: JudgeProps) {
  const words = useWords();
  const { feedback } = useStore(conversation);
  const [copied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const given = feedback[seq];

  const judge = (useful: boolean) => {
    setAsking(!useful);
    conversation.judge(seq, useful);
  };
  const explain = (reason: string) => {
    setAsking(false);
    conversation.judge(seq, false, reason);
  };
  return (
    <div class="judge">
      <div class="tools">
        <span>{clock(at)}</span>
        <button
          type="button"
          onClick={() =>
            navigator.clipboard
              ?.writeText(text)
              .then(() => setCopied(true))
              .catch(() => {})
          }
        >
          <Icon name={copied ? "check" : "copy"} />
          {copied ? words.copied : words.copy}
        </button>
        {judged && (
          <>
            <button type="button" aria-pressed={given === true} onClick={() => judge(true)}>
              <Icon name="up" />
              {words.useful}
            </button>
            <button type="button" aria-pressed={given === false} onClick={() => judge(false)}>
              <Icon name="up" flip />
              {words.useless}
            </button>
          </>
        )}
      </div>
      {judged && (
        <div role="status">
          {asking ? (
            <fieldset class="chips" ref={intoView}>
              <legend>{words.whyUseless}</legend>
              {Object.entries(words.reasons).map(([reason, label]) => (
                <button type="button" key={reason} onClick={() => explain(reason)}>
                  {label}
                </button>
              ))}
            </fieldset>
          ) : (
            given !== undefined && <p class="small">{words.thanks}</p>
          )}
        </div>
      )}
    </div>
  );
}
