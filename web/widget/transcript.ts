import { stamp } from "../shared/time";
import { type Message, textOf } from "../shared/wire";
import { systemText, type Words } from "./words";

/** The talk as a text to keep: who said what, and when by the clock of Shanghai, which dates in answers go by. */
export function transcript(messages: readonly Message[], words: Words, now: Date): string {
  const speakers = { customer: words.transcript.me, bot: words.robot, system: words.name };
  let date = "";
  const lines = [words.transcript.head(stamp(now))];
  for (const message of messages) {
    const [day, time] = stamp(new Date(message.at)).split(" ");
    if (day !== date) lines.push("", day ?? "");
    date = day ?? "";
    const { from } = message;
    const speaker = from === "agent" ? (message.agent?.name ?? words.agentName) : speakers[from];
    const text = from === "system" ? systemText(message, words) : textOf(message);
    lines.push(`${time} ${speaker}${words.colon}${text.replaceAll("\n", "\n      ")}`);
  }
  return `${lines.join("\n")}\n`;
}
