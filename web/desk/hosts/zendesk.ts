import { words } from "../i18n/zh-Hans";
import { askOn, copy, type Host, isAllowed, openWords, setting } from "./host";

/** The part of Zendesk's app framework that is used. */
interface ZafClient {
  get: (paths: string[]) => Promise<Record<string, unknown>>;
  invoke: (action: string, ...given: unknown[]) => Promise<unknown>;
  on: (event: string, heard: () => void) => void;
}

interface Line {
  channel?: { name?: string };
  author?: { role?: string; name?: string };
  message?: { content?: string };
}

const CUSTOMERS = ["end-user", "customer"];
/** The channel of what agents write for each other. */
const NOTES = "internal";
const LINES = "ticket.conversation";
/** Of a sidebar app, which is as tall as it asks to be. */
const HEIGHT = "640px";
const REQUESTER = "ticket.requester.name";

/** Zendesk, which shows the page beside a ticket. `trouble` is told what does not work there, once in a row. */
export function zendesk(trouble: (text: string) => void): Host {
  let client: ZafClient | null = null;
  let tell: Parameters<Host["watch"]>[0] = () => {};

  let refused = false;

  const ask = async () => {
    const told = await client?.get([LINES, REQUESTER]).catch(() => null);
    const lines = told?.[LINES] as Line[] | undefined;
    if (client && !lines && !refused) trouble(words.host.refused);
    refused = !lines;
    if (!lines) return;
    const spoken = lines.filter(({ channel }) => channel?.name !== NOTES);
    const said = spoken.map(({ author, message }) => ({
      byCustomer: CUSTOMERS.includes(author?.role ?? ""),
      text: plain(message?.content ?? ""),
    }));
    tell({ text: openWords(said), contact: String(told?.[REQUESTER] ?? "") || null });
  };

  const fit = () => client?.invoke("resize", { width: "100%", height: HEIGHT }).catch(() => {});

  return {
    watch(listener) {
      tell = listener;
      load().then(
        (loaded) => {
          client = loaded;
          client.on(`${LINES}.changed`, ask);
          client.on("app.activated", fit);
          fit();
          ask();
          askOn(ask);
        },
        (error: Error) => trouble(error.message),
      );
    },
    ask,
    async insert(text) {
      try {
        if (client) {
          await client.invoke("comment.appendHtml", paragraphs(text));
          return words.advice.appended;
        }
      } catch {
        await copy(text);
        return words.advice.notAppended;
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

/** The words of a message that may be HTML, line by line; it is read and never shown. */
function plain(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const end of body.querySelectorAll("br, p, div, li")) end.append("\n");
  for (const line of body.querySelectorAll("br")) line.replaceWith("\n");
  return body.textContent.replace(/\n{2,}/g, "\n").trim();
}

/** A text as HTML that keeps its lines. */
function paragraphs(text: string): string {
  const page = document.createElement("div");
  for (const line of text.split("\n")) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    page.append(paragraph);
  }
  return page.innerHTML;
}
