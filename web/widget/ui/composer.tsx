import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import type { Suggestion } from "../api";
import type { Conversation } from "../conversation";
import { keep, recall } from "../storage";
import { useWords } from "../words";

/** The server takes no longer message. */
const MOST_CHARACTERS = 2000;
const COUNT_FROM = 1800;
const SUGGEST_AFTER_MS = 200;

interface ComposerProps {
  conversation: Conversation;
  input: RefObject<HTMLTextAreaElement>;
}

/** Where the customer writes; proposes common questions while he types, though not inside an IME. */
export function Composer({ conversation, input }: ComposerProps) {
  const words = useWords();
  const { status } = useStore(conversation);
  const [text, setText] = useState(() => recall<string>("draft") ?? "");
  const [composing, setComposing] = useState(false);
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);
  const [active, setActive] = useState(-1);
  const person = status === "human" || status === "queued";
  const tooLong = text.length > MOST_CHARACTERS;

  const write = (draft: string) => {
    setText(draft);
    keep("draft", draft || null);
  };

  useEffect(() => {
    setActive(-1);
    if (composing || person || text.trim().length < 2) return setSuggestions([]);
    const outdated = new AbortController();
    const wait = setTimeout(() => {
      conversation.suggest(text.trim(), outdated.signal).then(
        (found) => outdated.signal.aborted || setSuggestions(found.slice(0, 4)),
        () => setSuggestions([]),
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

  const send = (said: string) => {
    if (!said.trim() || tooLong) return;
    conversation.say(said.trim());
    conversation.typing(false);
    write("");
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // 229: what browsers report for a key that the IME has taken.
    if (event.isComposing || event.keyCode === 229) return;
    const many = suggestions.length;
    if (many && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((now) => ((now + 1 + step + many + 1) % (many + 1)) - 1);
    } else if (many && event.key === "Escape") {
      event.preventDefault();
      setSuggestions([]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send(suggestions[active]?.text ?? text);
    }
  };
  return (
    <div class="composer">
      {suggestions.length > 0 && (
        <div class="suggestions" id="suggestions" role="listbox" aria-label={words.suggestions}>
          {suggestions.map((suggestion, index) => (
            <div
              class={index === active ? "on" : ""}
              role="option"
              id={`suggestion-${index}`}
              aria-selected={index === active}
              tabIndex={-1}
              key={suggestion.text}
              onPointerDown={(event) => {
                event.preventDefault();
                send(suggestion.text);
              }}
            >
              {suggestion.title}
            </div>
          ))}
        </div>
      )}
      <div class="field">
        <textarea
          ref={input}
          rows={1}
          enterkeyhint="send"
          role="combobox"
          aria-label={words.input}
          aria-autocomplete="list"
          aria-expanded={suggestions.length > 0}
          aria-controls="suggestions"
          aria-activedescendant={active >= 0 ? `suggestion-${active}` : undefined}
          aria-invalid={tooLong}
          placeholder={person ? words.placeholderHuman : words.placeholder}
          value={text}
          onInput={(event) => {
            write(event.currentTarget.value);
            conversation.typing(event.currentTarget.value !== "");
          }}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={onKeyDown}
          onBlur={() => setSuggestions([])}
        />
        <button
          type="button"
          class="send"
          aria-label={words.send}
          disabled={!text.trim() || tooLong}
          onClick={() => send(text)}
        >
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
