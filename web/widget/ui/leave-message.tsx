import { useEffect, useRef, useState } from "preact/hooks";
import { isComposing } from "../../shared/composing";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { useWords } from "../words";
import { MOST_CHARACTERS } from "./composer";
import { useDraft } from "./draft";

const CONTACT = /^(\+?\d[\d\s-]{6,18}\d|[^\s@]+@[^\s@]+\.[^\s@]+)$/;

interface LeaveMessageProps {
  conversation: Conversation;
  onDone: () => void;
}

/** A message to the agents with a way to answer it, once that is agreed to; takes the composer's place. */
export function LeaveMessage({ conversation, onDone }: LeaveMessageProps) {
  const words = useWords();
  const [form, write] = useDraft("form", { text: "", contact: "" });
  const { text, contact } = form;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLTextAreaElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const { consent } = useStore(conversation);
  useEffect(() => first.current?.focus(), [consent]);

  const noText = text.trim()
    ? text.length > MOST_CHARACTERS && words.tooLong(MOST_CHARACTERS)
    : words.form.missing;
  const noContact = CONTACT.test(contact.trim()) ? "" : words.form.badContact;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (noText) return first.current?.focus();
    if (noContact) return second.current?.focus();
    setBusy(true);
    const left = await conversation.leaveMessage(text.trim(), contact.trim());
    setBusy(false);
    if (left) {
      write(null);
      conversation.tell(words.form.done(contact.trim()));
      onDone();
    }
  };
  if (!consent) {
    return (
      <section class="card leave">
        <h2>{words.form.title}</h2>
        <p>{words.privacy.text}</p>
        <div class="buttons">
          <button type="button" onClick={onDone}>
            {words.form.cancel}
          </button>
          <button type="button" class="primary" onClick={() => conversation.agree(true)}>
            {words.privacy.agree}
          </button>
        </div>
      </section>
    );
  }
  return (
    <form
      class="card leave"
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || isComposing(event)) return;
        event.preventDefault();
        onDone();
      }}
    >
      <h2>{words.form.title}</h2>
      <label>
        {words.form.text}
        <textarea
          ref={first}
          rows={3}
          required
          aria-invalid={tried && Boolean(noText)}
          aria-describedby="text-hint"
          value={text}
          onInput={(event) => write({ ...form, text: event.currentTarget.value })}
        />
      </label>
      <p class={tried && noText ? "small wrong" : "small"} id="text-hint">
        {(tried && noText) || words.form.textHint}
      </p>
      <label>
        {words.form.contact}
        <input
          ref={second}
          type="text"
          inputMode="email"
          autocomplete="email"
          maxLength={100}
          required
          aria-invalid={tried && Boolean(noContact)}
          aria-describedby="contact-hint"
          value={contact}
          onInput={(event) => write({ ...form, contact: event.currentTarget.value })}
        />
      </label>
      <p class={tried && noContact ? "small wrong" : "small"} id="contact-hint">
        {(tried && noContact) || words.form.contactHint}
      </p>
      <div class="buttons">
        <button type="button" onClick={onDone}>
          {words.form.cancel}
        </button>
        <button type="submit" class="primary" aria-busy={busy} disabled={busy}>
          {words.form.submit}
        </button>
      </div>
    </form>
  );
}
