import { Answer, Line } from "../../shared/answer";
import { clock } from "../../shared/time";
import type { Turn } from "../../shared/turns";
import type { Conversation } from "../conversation";
import { systemText, useWords } from "../words";
import { Judge } from "./judge";
import { Sent } from "./slot";

/** What may be judged: answers, not questions or greetings. */
const JUDGED = new Set(["answer", "verdict", "out_of_scope"]);

export function TurnView({ turn, conversation }: { turn: Turn; conversation: Conversation }) {
  const words = useWords();
  const { messages, envelope } = turn;
  const last = messages.at(-1);
  if (!last) return null;
  switch (last.from) {
    case "customer":
      return (
        <div class="mine">
          {last.text && <p class="bubble">{last.text}</p>}
          <Sent of={last} conversation={conversation} />
          <p class="small">{clock(last.at)}</p>
        </div>
      );
    case "system":
      return <p class="line">{systemText(last, words)}</p>;
    case "agent":
      return (
        <div class="answer from-agent">
          <p class="small">{last.agent?.name ?? words.agentName}</p>
          {last.text && (
            <div class="bubble">
              {last.text.split("\n").map((line, index) => (
                <p key={index}>
                  <Line text={line} />
                </p>
              ))}
            </div>
          )}
          <Sent of={last} conversation={conversation} />
          <p class="small">{clock(last.at)}</p>
        </div>
      );
    default:
      return (
        <Answer texts={messages.map(({ text }) => text)} envelope={envelope}>
          <Judge
            conversation={conversation}
            seq={last.seq}
            text={messages.map(({ text }) => text).join("\n")}
            at={last.at}
            judged={JUDGED.has(envelope?.kind ?? "")}
          />
        </Answer>
      );
  }
}
