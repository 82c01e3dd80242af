import { useEffect, useRef, useState } from "preact/hooks";
import { isComposing } from "../../shared/composing";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { useWords } from "../words";
import { MOST_CHARACTERS } from "./composer";
import { useDraft } from "./draft";
import { Privacy } from "./privacy";

const CONTACT = /^(\+?\d[\d\s-]{6,18}\d|[^\s@]+@[^\s@]+\.[^\s@]+)$/;

interface LeaveMessageProps {
  conversation: Conversation;
  onDone: () => void;
}

/** A message to the agents with a way to answer it, which is kept once that is agreed to; takes the composer's place. */
export function LeaveMessage({ conversation, onDone }: LeaveMessageProps) {
  const words = useWords();
  const [form, write] = useDraft("form", { text: "", contact: "" });
  const { text, contact } = form;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLTextAreaElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const third = useRef<HTMLInputElement>(null);
  const { consent } = useStore(conversation);
  const [agreed, setAgreed] = useState(false);
  useEffect(() => first.current?.focus(), []);

  const noText = text.trim()
    ? text.length > MOST_CHARACTERS && words.tooLong(MOST_CHARACTERS)
    : words.form.missing;
  const noContact = CONTACT.test(contact.trim()) ? "" : words.form.badContact;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (noText) return first.current?.focus();
    if (noContact) return second.current?.focus();
    if (!consent && !agreed) return third.current?.focus();
    setBusy(true);
    if (!consent) await conversation.agree(true);
    const left = await conversation.leaveMessage(text.trim(), contact.trim());
    setBusy(false);
    if (left) {
      write(null);
      conversation.tell(words.form.done(contact.trim()));
      onDone();
    }
  };
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
      {!consent && (
        <p>
          <Privacy conversation={conversation}>
            <label class="agree">
              <input
                ref={third}
                type="checkbox"
                required
                checked={agreed}
                aria-invalid={tried && !agreed}
                aria-describedby="agree-hint"
                onChange={(event) => setAgreed(event.currentTarget.checked)}
              />
              {words.privacy.agree}
            </label>
          </Privacy>
          <span class="small wrong" id="agree-hint">
            {tried && !agreed && words.privacy.missing}
          </span>
        </p>
      )}
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
