import { words } from "./i18n/zh-Hans";

/** A notification of the browser, where nobody looks at the page; a later one on the same takes its place. */
export function notify(text: string, tag: string, onOpen: () => void): void {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  const shown = new Notification(words.name, { body: text, tag });
  shown.onclick = () => {
    window.focus();
    shown.close();
    onOpen();
  };
}

let isLeader = !navigator.locks;
navigator.locks?.request("refund-desk.bell", () => {
  isLeader = true;
  return new Promise(() => {}); // until the tab is closed, when the next takes its turn
});

/** Whether this tab is the one, of all that are open in the browser, that calls. */
export const leads = () => isLeader;
