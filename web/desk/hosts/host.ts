/** What another desk shows of its conversation. */
export interface Seen {
  /** What the customer has said that nobody has answered, a paragraph each. */
  text: string;
  contact: string | null;
}

/** Another desk, in which ours is a sidebar. */
export interface Host {
  /** Tells from now on what its agent looks at. */
  watch: (tell: (seen: Seen) => void) => void;
  /** Asks it anew. */
  ask: () => void;
  /** Puts a text into the reply that is being written there; gives what the agent is to be told. */
  insert: (text: string) => Promise<string>;
}

/** Whoever's turn it was, in their order. */
export interface Spoken {
  byCustomer: boolean;
  text: string;
}

const MOST = 2000;
const POLL_MS = 5000;

/** Asks again and again, where somebody looks: neither desk tells of everything that is said. */
export function askOn(ask: () => void): void {
  setInterval(() => document.visibilityState === "visible" && ask(), POLL_MS);
}

/** What the customer has said since somebody answered them last; where that is nothing, their last words. */
export function openWords(said: readonly Spoken[]): string {
  const spoken = said.filter(({ text }) => text.trim());
  const answered = spoken.findLastIndex(({ byCustomer }) => !byCustomer);
  const open = spoken.slice(answered + 1).map(({ text }) => text.trim());
  const last = spoken.findLast(({ byCustomer }) => byCustomer)?.text.trim() ?? "";
  return (open.length > 0 ? open.join("\n") : last).slice(-MOST);
}

/** What the server says of other desks in the page. */
export function setting(name: "desk-hosts" | "zaf-sdk"): string[] {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  return meta?.content.split(" ").filter(Boolean) ?? [];
}

export const isAllowed = (origin: string) => setting("desk-hosts").includes(origin);

/** Copies a text, where need be in the way that frames of other sites are left with. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}
