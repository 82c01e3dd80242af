import { Icon } from "../../shared/icon";
import type { Choice, Envelope } from "../../shared/wire";
import { useWords } from "../words";

interface ChoicesProps {
  choices: readonly Choice[];
  envelope: Envelope | null;
  onChoose: (choice: Choice) => void;
}

/** What the customer may answer by a tap: a list where they are asked what they meant, else chips. */
export function Choices({ choices, envelope, onChoose }: ChoicesProps) {
  const words = useWords();
  const list = envelope?.kind === "clarify";
  return (
    <div class={list ? "hot" : "chips"} role="group" aria-label={words.choices}>
      {choices.map((choice) => (
        <button type="button" key={choice.id} onClick={() => onChoose(choice)}>
          <span>{choice.title}</span>
          {list && <Icon name="right" />}
        </button>
      ))}
    </div>
  );
}
