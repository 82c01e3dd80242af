import { words } from "../i18n/zh-Hans";
import { askOn, copy, type Host, isAllowed, openWords, type Seen } from "./host";

/** What a dashboard app asks its Chatwoot. */
const FETCH = "chatwoot-dashboard-app:fetch-info";
const INCOMING = 0;
const SPOKEN = [INCOMING, 1];

interface AppContext {
  event: "appContext";
  data: {
    conversation?: { messages?: { content?: string | null; message_type?: number; private?: boolean }[] };
    contact?: { name?: string | null };
  };
}

/** Chatwoot, which shows the page as a dashboard app. It has no way into its composer: texts are copied. */
export const chatwoot: Host = {
  watch(tell) {
    addEventListener("message", ({ origin, source, data }) => {
      if (source !== window.parent || !isAllowed(origin)) return;
      const seen = read(data);
      if (seen) tell(seen);
    });
    this.ask();
    askOn(() => this.ask());
  },
  ask() {
    // It carries nothing, so that it may go to whoever frames us.
    window.parent.postMessage(FETCH, "*");
  },
  async insert(text) {
    await copy(text);
    return words.advice.copied;
  },
};

function read(data: unknown): Seen | null {
  let told: AppContext;
  try {
    told = (typeof data === "string" ? JSON.parse(data) : data) as AppContext;
  } catch {
    return null;
  }
  if (told?.event !== "appContext" || !told.data) return null;
  const { conversation, contact } = told.data;
  const said = (conversation?.messages ?? [])
    .filter(({ message_type, private: isNote }) => !isNote && SPOKEN.includes(message_type ?? -1))
    .map(({ message_type, content }) => ({ byCustomer: message_type === INCOMING, text: content ?? "" }));
  return { text: openWords(said), contact: contact?.name ?? null };
}
