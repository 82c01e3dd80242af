import { render } from "preact";
import answer from "../shared/answer.css";
import base from "../shared/base.css";
import { Store } from "../shared/store";
import { stylesheet } from "../shared/stylesheet";
import tokens from "../shared/tokens.css";
import { Conversation, type ConversationEvent } from "./conversation";
import { script } from "./script";
import { Settings } from "./settings";
import { tab } from "./storage";
import widget from "./styles.css";
import { App, type ShellState } from "./ui/app";
import { FULL_SCREEN } from "./ui/environment";

/** The server that the script came from is the one to talk to. */
const HOME = script?.src ? new URL(script.src).origin : location.origin;

/** What a page may listen to; `detail` is what the listener is given. */
export interface EventDetails {
  ready: null;
  open: null;
  close: null;
  message: Extract<ConversationEvent, { name: "message" }>["message"];
  status: string;
  unread: number;
}

export const SETTINGS = [
  "server",
  "locale",
  "theme",
  "customer-token",
  "open",
  "side",
  "launcher",
  "hidden",
] as const;

/** Marks the element that the script has placed itself: it outlives a page that swaps its body. */
export const PLACED = "placed";

/**
 * `<refund-chat>`: the chat, closed off in a shadow root.
 * Attributes: those of `SETTINGS`, and `page`. All but `server` and `page` may be changed at any time.
 */
export class RefundChat extends HTMLElement {
  static readonly observedAttributes = ["locale", "theme", "customer-token", "open", "hidden"];

  #conversation: Conversation | null = null;
  #settings: Settings | null = null;
  #draw = () => {};
  /** What was asked for before the element was in a page. */
  readonly #early: (() => void)[] = [];
  #dismissed = false;
  readonly #shell = new Store<ShellState>({ open: false, restored: true });

  connectedCallback(): void {
    this.#dismissed = false;
    Object.assign(window, { RefundChat: this });
    const conversation = this.#conversation ?? this.#build();
    this.#draw();
    // Who has been here before may have an answer waiting.
    if (conversation.known) conversation.start();
    for (const act of this.#early.splice(0)) act();
  }

  disconnectedCallback(): void {
    // A page that only moves it puts it back at once.
    setTimeout(() => {
      if (this.isConnected) return;
      const lasting =
        this.hasAttribute(PLACED) && !this.#dismissed && !document.querySelector(this.localName);
      if (lasting) return document.body.append(this);
      this.#conversation?.stop();
      if (this.shadowRoot) render(null, this.shadowRoot);
    });
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (!this.#conversation) return;
    if (name === "customer-token") this.identify(value).catch(() => {});
    else if (name === "open") this.#shell.set({ open: value !== null, restored: false });
    else if (name === "hidden") this.#shell.set({ open: this.hasAttribute("page") });
    else this.#settings?.follow(this.getAttribute("locale"), this.getAttribute("theme"));
  }

  /** Takes it out of the page for good. */
  override remove(): void {
    this.#dismissed = true;
    super.remove();
  }

  open(): void {
    this.#act(() => this.#shell.set({ open: true, restored: false }));
  }

  close(): void {
    this.#act(() => this.#shell.set({ open: false }));
  }

  /** Opens the chat and says this for the customer. */
  ask(text: string): void {
    this.open();
    this.#act(() => text.trim() && this.#conversation?.say(text.trim()));
  }

  /** Tells who is signed in, by the token that the site's server has signed; `null` after signing out. */
  identify(customerToken: string | null): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#act(() => this.#conversation?.identify(customerToken).then(resolve, reject));
    });
  }

  /** Listens; the function given back stops that. */
  on<Name extends keyof EventDetails>(
    name: Name,
    listener: (detail: EventDetails[Name]) => void,
  ): () => void {
    const heard = (event: Event) => listener((event as CustomEvent<EventDetails[Name]>).detail);
    this.addEventListener(`refund-chat:${name}`, heard);
    return () => this.removeEventListener(`refund-chat:${name}`, heard);
  }

  /** Now, or once the element is in a page. */
  #act(act: () => void): void {
    if (this.#conversation) act();
    else this.#early.push(act);
  }

  #build(): Conversation {
    const page = this.hasAttribute("page");
    const server = (this.getAttribute("server") ?? HOME).replace(/\/$/, "");
    const settings = new Settings(server, this.getAttribute("locale"), this.getAttribute("theme"));
    const conversation = new Conversation({
      server,
      locale: () => settings.state.locale,
      offline: () => settings.state.words.unreachable,
      emit: (event) => this.#relay(event),
    });
    this.#conversation = conversation;
    this.#settings = settings;
    const token = this.getAttribute("customer-token");
    if (token) conversation.identify(token);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [tokens, base, answer, widget].map(stylesheet);
    // Where it fills the window, the next page is to be seen first.
    const kept = matchMedia(FULL_SCREEN).matches ? null : tab.recall<boolean>("open");
    let open = page || (kept ?? this.hasAttribute("open"));
    this.#shell.set({ open });
    this.#shell.subscribe((state) => {
      if (state.open === open) return;
      open = state.open;
      tab.keep("open", open);
      this.#tell(open ? "open" : "close", null);
    });
    this.#draw = () =>
      render(<App conversation={conversation} settings={settings} shell={this.#shell} page={page} />, root);
    this.#tell("ready", null);
    return conversation;
  }

  #relay(event: ConversationEvent): void {
    if (event.name === "message") this.#tell("message", event.message);
    else if (event.name === "status") this.#tell("status", event.status);
    else this.#tell("unread", event.count);
  }

  #tell<Name extends keyof EventDetails>(name: Name, detail: EventDetails[Name]): void {
    this.dispatchEvent(new CustomEvent(`refund-chat:${name}`, { detail, bubbles: true, composed: true }));
  }
}
