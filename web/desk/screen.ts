import { Store } from "../shared/store";
import { keep, recall } from "./storage";

export type View = "talk" | "macros" | "figures" | "review";
/** Of the three columns, the one that a narrow screen shows. */
export type Pane = "list" | "talk" | "advice";
export type DialogName = "help" | "assign" | "resolve" | "macros";

export interface ScreenState {
  view: View;
  pane: Pane;
  dialog: DialogName | null;
  /** Whom the composer writes to. */
  mode: "reply" | "note";
  /** Whether letters act without Alt. */
  singleKeys: boolean;
  sound: boolean;
  /** Whether the browser calls as well; null until the agent was asked. */
  notify: boolean | null;
}

/** What can be reached by a key, by the id of its element. */
export const PLACES = {
  search: "search",
  composer: "composer",
  tag: "tag",
  verdict: "verdict",
} as const;

const ADDRESSES: Record<View, string> = {
  talk: "/desk",
  macros: "/desk/macros",
  figures: "/desk/figures",
  review: "/desk/review",
};
const VIEWS = Object.keys(ADDRESSES) as View[];

/** Which part of the desk is before the agent. */
export class Screen extends Store<ScreenState> {
  constructor() {
    super({
      view: viewOf(location.pathname),
      pane: "list",
      dialog: null,
      mode: "reply",
      singleKeys: recall<boolean>("keys") ?? true,
      sound: recall<boolean>("sound") ?? false,
      notify: recall<boolean>("notify"),
    });
    addEventListener("popstate", () => this.set({ view: viewOf(location.pathname) }));
  }

  show(view: View): void {
    if (view !== this.state.view) history.pushState(null, "", ADDRESSES[view] + location.search);
    this.set({ view });
  }

  /** Puts the focus on a place as soon as it is drawn, before the next key: Preact draws in a microtask. */
  focus(place: keyof typeof PLACES): void {
    this.show("talk");
    this.set({ pane: place === "search" ? "list" : place === "verdict" ? "advice" : "talk" });
    queueMicrotask(() => document.getElementById(PLACES[place])?.focus());
  }

  write(mode: ScreenState["mode"]): void {
    this.set({ mode });
    this.focus("composer");
  }

  /** Calls the agent by sound, and by the browser where it lets the page. */
  async beCalled(): Promise<void> {
    this.choose({ sound: true, notify: true });
    await Notification?.requestPermission();
  }

  choose(changes: Partial<Pick<ScreenState, "singleKeys" | "sound" | "notify">>): void {
    this.set(changes);
    if (changes.singleKeys !== undefined) keep("keys", changes.singleKeys);
    if (changes.sound !== undefined) keep("sound", changes.sound);
    if (changes.notify !== undefined) keep("notify", changes.notify);
  }
}

/** The conversation that an address names. */
export function conversationOf(path: string): string | null {
  return /^\/desk\/c\/([0-9a-f]{32})$/.exec(path)?.[1] ?? null;
}

export const addressOf = (conversation: string | null) =>
  conversation ? `${ADDRESSES.talk}/c/${conversation}` : ADDRESSES.talk;

const viewOf = (path: string): View => VIEWS.find((view) => ADDRESSES[view] === path) ?? "talk";
