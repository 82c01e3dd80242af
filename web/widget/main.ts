import { RefundChat } from "./element";

const NAME = "refund-chat";
const script = document.currentScript as HTMLScriptElement | null;

if (!customElements.get(NAME)) {
  customElements.define(NAME, RefundChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount);
  else mount();
}

/** One script tag is enough: where the page has no element, one is added, with the tag's `data-` settings. */
function mount(): void {
  const present = document.querySelector<RefundChat>(NAME);
  const chat = present ?? (document.createElement(NAME) as RefundChat);
  if (!present) {
    for (const name of ["server", "locale", "theme", "customer-token", "open"]) {
      const value = script?.getAttribute(`data-${name}`);
      if (value != null) chat.setAttribute(name, value);
    }
    document.body.append(chat);
  }
  Object.assign(window, { RefundChat: chat });
}
