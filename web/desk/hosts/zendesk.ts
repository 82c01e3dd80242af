import { words } from "../i18n/zh-Hans";
import { copy, type Host, isAllowed, setting } from "./host";

/** The part of Zendesk's app framework that is used. */
interface ZafClient {
  get: (paths: string[]) => Promise<Record<string, unknown>>;
  invoke: (action: string, ...given: unknown[]) => Promise<unknown>;
  on: (event: string, heard: () => void) => void;
}

interface Line {
  author?: { role?: string; name?: string };
  message?: { content?: string };
}

const CUSTOMERS = ["end-user", "customer"];
const LINES = "ticket.conversation";
const REQUESTER = "ticket.requester.name";

/** Zendesk, which shows the page beside a ticket. `trouble` is told why its script is missing, if it is. */
export function zendesk(trouble: (text: string) => void): Host {
  let client: ZafClient | null = null;
  let tell: Parameters<Host["watch"]>[0] = () => {};

  const ask = async () => {
    const told = await client?.get([LINES, REQUESTER]);
    const lines = (told?.[LINES] ?? []) as Line[];
    const last = lines.findLast(({ author }) => CUSTOMERS.includes(author?.role ?? ""));
    tell({ text: plain(last?.message?.content ?? ""), contact: String(told?.[REQUESTER] ?? "") || null });
  };

  return {
    watch(listener) {
      tell = listener;
      load().then(
        (loaded) => {
          client = loaded;
          client.on(`${LINES}.changed`, ask);
          ask();
        },
        (error: Error) => trouble(error.message),
      );
    },
    ask,
    async insert(text) {
      if (client) {
        await client.invoke("comment.appendText", text);
        return words.advice.appended;
      }
      await copy(text);
      return words.advice.copied;
    },
  };
}

/** Loads the framework, which the settings must allow; Zendesk says in the address where it frames us. */
async function load(): Promise<ZafClient> {
  const [sdk] = setting("zaf-sdk");
  if (!sdk) throw new Error(words.host.sdkMissing);
  if (!isAllowed(new URLSearchParams(location.search).get("origin") ?? ""))
    throw new Error(words.host.notAllowed);
  await new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = sdk;
    script.onload = loaded;
    script.onerror = () => failed(new Error(words.host.sdkFailed));
    document.head.append(script);
  });
  const framework = (window as { ZAFClient?: { init: () => ZafClient | false } }).ZAFClient;
  const client = framework?.init();
  if (!client) throw new Error(words.host.sdkFailed);
  return client;
}

/** The words of a message that may be HTML, which is read and never shown. */
function plain(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}
