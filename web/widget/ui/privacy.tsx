import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Link } from "../../shared/answer";
import { useStore } from "../../shared/store";
import type { Conversation } from "../conversation";
import { useWords } from "../words";
import { intoView } from "./view";

interface PrivacyProps {
  conversation: Conversation;
  /** What is kept, in one sentence. */
  children: ComponentChildren;
}

/** A sentence, and the way to the notice behind it: the operator's page, or else the notice unfolded. */
export function Privacy({ conversation, children }: PrivacyProps) {
  const words = useWords();
  const { privacyPage } = useStore(conversation);
  const [open, setOpen] = useState(false);
  return (
    <>
      {children}
      {privacyPage ? (
        <Link url={privacyPage} text={words.privacy.menu} />
      ) : (
        <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          {words.privacy.menu}
        </button>
      )}
      {open && (
        <span class="notice" ref={intoView}>
          {words.privacy.text}
        </span>
      )}
    </>
  );
}
