import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../../shared/icon";
import { words } from "../i18n/zh-Hans";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal window; Esc closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, []);
  return (
    <dialog ref={box} aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="round" aria-label={words.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

interface Asked {
  title: string;
  question: string;
  /** What the button says that does it. */
  yes: string;
  onYes: () => void;
  onClose: () => void;
}

/** A question before something is done; the focus is on doing it. */
export function Confirmation({ title, question, yes, onYes, onClose }: Asked) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{question}</p>
      <div class="buttons">
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
        <button type="button" class="primary" autofocus onClick={onYes}>
          {yes}
        </button>
      </div>
    </Dialog>
  );
}
