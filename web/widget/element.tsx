import { render } from "preact";
import answer from "../shared/answer.css";
import base from "../shared/base.css";
import { Store } from "../shared/store";
import { stylesheet } from "../shared/stylesheet";
import tokens from "../shared/tokens.css";
import { Conversation, type ConversationEvent } from "./conversation";
import { Settings } from "./settings";
import widget from "./styles.css";
import { App, type ShellState } from "./ui/app";

const script = document.currentScript as HTMLScriptElement | null;
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

/**
 * `<refund-chat>`: the chat, closed off in a shadow root.
 * Attributes: `server`, `locale`, `theme`, `page`, `customer-token`, `open`.
 */
export class RefundChat extends HTMLElement {
  #conversation: Conversation | null = null;
  readonly #shell = new Store<ShellState>({ open: false });

  connectedCallback(): void {
    if (this.#conversation) return;
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
    const token = this.getAttribute("customer-token");
    if (token) conversation.identify(token);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [tokens, base, answer, widget].map(stylesheet);
    this.#shell.set({ open: page || this.hasAttribute("open") });
    let { open } = this.#shell.state;
    this.#shell.subscribe((state) => {
      if (state.open === open) return;
      open = state.open;
      this.#tell(open ? "open" : "close", null);
    });
    render(<App conversation={conversation} settings={settings} shell={this.#shell} page={page} />, root);
    // Who has been here before may have an answer waiting.
    if (conversation.known) conversation.start();
    this.#tell("ready", null);
  }

  open(): void {
    this.#shell.set({ open: true });
  }

  close(): void {
    this.#shell.set({ open: false });
  }

  /** Opens the chat and says this for the customer. */
  ask(text: string): void {
    this.open();
    if (text.trim()) this.#conversation?.say(text.trim());
  }

  /** Tells who is signed in, by the token that the site's server has signed; `null` after signing out. */
  async identify(customerToken: string | null): Promise<void> {
    await this.#conversation?.identify(customerToken);
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

  #relay(event: ConversationEvent): void {
    if (event.name === "message") this.#tell("message", event.message);
    else if (event.name === "status") this.#tell("status", event.status);
    else this.#tell("unread", event.count);
  }

  #tell<Name extends keyof EventDetails>(name: Name, detail: EventDetails[Name]): void {
    this.dispatchEvent(new CustomEvent(`refund-chat:${name}`, { detail, bubbles: true, composed: true }));
  }
}
