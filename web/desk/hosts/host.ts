/** What another desk shows of its conversation. */
export interface Seen {
  /** The customer's last words. */
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
