import type { Choice, Envelope, Message } from "./wire";

/** What one speaker says in one go: a bot's turn ends with the message that carries the envelope. */
export interface Turn {
  key: string;
  messages: Message[];
  envelope: Envelope | null;
  choices: Choice[];
}

/** Messages, in order, as turns. */
export function turns(messages: readonly Message[]): Turn[] {
  const found: Turn[] = [];
  for (const message of messages) {
    const open = found.at(-1);
    const goesOn =
      open &&
      !open.envelope &&
      message.from === "bot" &&
      open.messages[0]?.from === "bot" &&
      Date.parse(message.at) - Date.parse(open.messages.at(-1)?.at ?? message.at) < LONGEST_TURN_MS;
    const turn = goesOn ? open : { key: String(message.seq), messages: [], envelope: null, choices: [] };
    if (!goesOn) found.push(turn);
    turn.messages.push(message);
    turn.envelope = message.envelope;
    turn.choices = message.choices;
  }
  return found;
}

/** Bubbles of one turn are stored together; the bot's next turn comes later than this. */
const LONGEST_TURN_MS = 2000;
