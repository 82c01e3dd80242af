import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { isComposing } from "../../shared/composing";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Suggestion } from "../api";
import type { Conversation } from "../conversation";
import { useWords } from "../words";
import { useDraft } from "./draft";
import { Slot } from "./slot";

/** The server takes no longer message. */
export const MOST_CHARACTERS = 2000;
const COUNT_FROM = 1800;
const SUGGEST_AFTER_MS = 200;

interface ComposerProps {
  conversation: Conversation;
  input: RefObject<HTMLTextAreaElement>;
}

/** Where the customer writes; proposes common questions while they type, though not inside an IME. */
export function Composer({ conversation, input }: ComposerProps) {
  const words = useWords();
  const { status, chosen } = useStore(conversation);
  const [text, write] = useDraft("draft", "");
  const [composing, setComposing] = useState(false);
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);
  /** The suggestion that the arrow keys have chosen; any other key lets it go. */
  const [active, setActive] = useState(-1);
  const person = status === "human" || status === "queued";
  const tooLong = text.length > MOST_CHARACTERS;

  const propose = (found: Suggestion[]) => {
    setActive(-1);
    setSuggestions(found);
  };
  const draft = text.trim();
  const unsaid = !(chosen ?? draft) || tooLong;
  /** Saying it in place of the draft loses no word of the draft. */
  const covers = (suggestion: Suggestion | undefined) => suggestion?.text.includes(draft);

  useEffect(() => {
    setActive(-1);
    if (composing || person || draft.length < 2) return setSuggestions([]);
    const outdated = new AbortController();
    const wait = setTimeout(() => {
      conversation.suggest(draft, outdated.signal).then(
        (found) => outdated.signal.aborted || propose(found.slice(0, 4)),
        () => propose([]),
      );
    }, SUGGEST_AFTER_MS);
    return () => {
      clearTimeout(wait);
      outdated.abort();
    };
  }, [text, composing, person]);

  useLayoutEffect(() => {
    const area = input.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  const say = (said: string) => {
    conversation.say(said);
    conversation.typing(false);
    input.current?.focus();
  };
  const send = () => {
    if (unsaid) return;
    say(draft);
    write(null);
  };
  /** Says what was proposed; what it does not cover of the draft stays. */
  const take = (suggestion: Suggestion) => {
    say(suggestion.text);
    propose([]);
    if (covers(suggestion)) write(null);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const { key } = event;
    const arrow = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    const chosen = suggestions[active];
    setActive(-1);
    // In a draft of several lines the arrows move the caret.
    if (arrow && !text.includes("\n") && suggestions.some(covers)) {
      event.preventDefault();
      let next = active;
      do next = ((next + arrow + suggestions.length + 2) % (suggestions.length + 1)) - 1;
      while (next >= 0 && !covers(suggestions[next]));
      setActive(next);
    } else if (suggestions.length && key === "Escape") {
      event.preventDefault();
      propose([]);
    } else if (key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (chosen) take(chosen);
      else send();
    }
  };
  return (
    <div
      class="composer"
      onFocusOut={({ currentTarget: composer, relatedTarget: next }) => {
        if (!composer.contains(next as Node | null)) propose([]);
      }}
    >
      {suggestions.length > 0 && (
        <div class="suggestions" id="suggestions" role="listbox" aria-label={words.suggestions}>
          {suggestions.map((suggestion, index) => (
            <div
              class={index === active ? "on" : ""}
              role="option"
              id={`suggestion-${index}`}
              aria-selected={index === active}
              tabIndex={0}
              key={suggestion.text}
              // The field keeps the focus, and with it the list; a finger that is drawn off takes nothing.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
              onKeyDown={(event) => event.key === "Enter" && take(suggestion)}
            >
              {suggestion.title}
            </div>
          ))}
        </div>
      )}
      <Slot conversation={conversation} fill={(files, place) => files.tray(place)} />
      <div class="field">
        <Slot conversation={conversation} fill={(files, place) => files.button(place)} />
        <textarea
          ref={input}
          rows={1}
          enterkeyhint="send"
          aria-label={words.input}
          aria-autocomplete="list"
          aria-controls={suggestions.length > 0 ? "suggestions" : undefined}
          aria-activedescendant={active >= 0 ? `suggestion-${active}` : undefined}
          aria-invalid={tooLong}
          placeholder={person ? words.placeholderHuman : words.placeholder}
          value={text}
          onInput={(event) => {
            write(event.currentTarget.value || null);
            conversation.typing(event.currentTarget.value !== "");
          }}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={onKeyDown}
        />
        <button type="button" class="send" aria-label={words.send} disabled={unsaid} onClick={send}>
          <Icon name="send" />
        </button>
      </div>
      {text.length > COUNT_FROM && (
        <p class={tooLong ? "small wrong" : "small"} role="status">
          {tooLong ? words.tooLong(MOST_CHARACTERS) : `${text.length} / ${MOST_CHARACTERS}`}
        </p>
      )}
      <p class="hidden" role="status">
        {suggestions.length > 0 && words.suggestionsFound(suggestions.length)}
      </p>
    </div>
  );
}
