import { PLACED, RefundChat, SETTINGS } from "./element";
import { script } from "./script";

const NAME = "refund-chat";

if (!customElements.get(NAME)) {
  customElements.define(NAME, RefundChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount);
  else mount();
}

/** One script tag is enough: where the page has no element, one is added, with the tag's `data-` settings. */
function mount(): void {
  if (document.querySelector(NAME)) return;
  const chat = document.createElement(NAME);
  for (const name of SETTINGS) {
    const value = script?.getAttribute(`data-${name}`);
    if (value != null) chat.setAttribute(name, value);
  }
  chat.setAttribute(PLACED, "");
  document.body.append(chat);
}
