import { ApiError } from "../shared/http";
import { Store } from "../shared/store";
import type { Attachment, Choice, Message, Speaker, Status, Taken, WireError } from "../shared/wire";
import { alone } from "./alone";
import { Api, type History, type HotQuestion, type Session } from "./api";
import { type Files, filesOf } from "./files";
import { type Ack, type Done, Link, type Queue, type Resumed } from "./link";
import { DRAFTS, type Kept, keep, PREFIX, recall, tab } from "./storage";
import type { Locale } from "./words";

/** What the customer has said and the server has not yet confirmed as stored. */
export interface Outgoing {
  id: string;
  text: string;
  /** The id of the offered choice, where one was taken. */
  choice?: string;
  attachments?: readonly Attachment[] | undefined;
  at: string;
  /** Set where the server would not have it; kept for another try. */
  failed?: WireError;
}

export interface Opening {
  texts: string[];
  choices: Choice[];
  hot: HotQuestion[];
}

export interface ConversationState {
  /** `offline`: a connection there was, or one that was tried for, is missing. */
  link: "idle" | "connecting" | "online" | "offline";
  status: Status;
  agent: string | null;
  queue: Queue | null;
  banner: string | null;
  refundPage: string | null;
  privacyPage: string | null;
  opening: Opening | null;
  consent: boolean | null;
  messages: readonly Message[];
  outbox: readonly Outgoing[];
  /** The browser's storage takes no more: what is in the outbox goes with the page. */
  unkept: boolean;
  older: boolean;
  typing: Speaker | null;
  unread: number;
  feedback: Readonly<Record<number, boolean>>;
  /** What is done with attachments, once it has been fetched. */
  files: Files | null;
  /** Whether all that was chosen can be sent; null where nothing is. */
  chosen: boolean | null;
  /** Told once, then cleared. */
  notice: string | null;
}

export type ConversationEvent =
  | { name: "message"; message: Message }
  | { name: "status"; status: Status }
  | { name: "unread"; count: number };

interface Options {
  server: string;
  locale: () => Locale;
  /** The sentence for a server that cannot be reached. */
  offline: () => string;
  emit: (event: ConversationEvent) => void;
}

/** What this browser keeps of one conversation and must not mistake for another's. */
const OF_A_CONVERSATION = ["conversation", "seen", "feedback", "rated"] as const;
/** Refusals of a token, not of what was said with it. */
const TOKEN_REFUSED = ["expired", "unauthorized"];
const UNAUTHORIZED = 401;
const SHARED_AFTER_MS = 150;
const HISTORY_PAGE = 30;
const LONGEST_HISTORY_PAGE = 200;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
const LONGEST_ANSWER_MS = 40_000;

/** One customer's conversation: what was said, what is on its way, and who is speaking. */
export class Conversation extends Store<ConversationState> {
  readonly #options: Options;
  readonly #api: Api;
  #link: Link | null = null;
  #customerToken: string | null = null;
  /** Why the server would not have the last customer token. */
  #disowned: ApiError | null = null;
  /** The conversation that this tab shows; another tab may have begun a new one. */
  #id = recall<string>("conversation");
  #wanted = false;
  #starting = false;
  /** What is kept is of a conversation that is over. It is forgotten where no other tab may be beginning one. */
  #anew = false;
  #session: Promise<void> = Promise.resolve();
  #flushing = false;
  #fetching = false;
  #taken: Taken | null = null;
  #retries = 0;
  #nextTry: ReturnType<typeof setTimeout> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #inView = false;
  #typed = false;

  constructor(options: Options) {
    super({
      link: "idle",
      status: "bot",
      agent: null,
      queue: null,
      banner: null,
      refundPage: null,
      privacyPage: null,
      opening: recall<Opening>("opening"),
      consent: null,
      messages: [],
      outbox: outbox(),
      unkept: false,
      older: false,
      typing: null,
      unread: 0,
      feedback: feedback(),
      files: null,
      chosen: null,
      notice: null,
    });
    this.#options = options;
    this.#api = new Api(options.server, options.offline);
  }

  /** Whether this browser has talked with the bot before. */
  get known(): boolean {
    return recall<string>("token") !== null;
  }

  get lastSeq(): number {
    return this.state.messages.at(-1)?.seq ?? 0;
  }

  /** Gets a session and connects, for ever trying again; does nothing where that has been begun. */
  async start(): Promise<void> {
    this.#wanted = true;
    addEventListener("online", this.reconnect);
    addEventListener("storage", this.#follow);
    if (this.#starting || this.#link) return;
    this.#starting = true;
    this.set({ link: this.#retries ? "offline" : "connecting" });
    try {
      let history: History;
      do {
        await this.#openSession();
        history = await this.#api.history(null, HISTORY_PAGE);
      } while (this.#anew);
      this.#merge(history.messages);
      this.set({ older: history.more });
      if (this.#wanted) this.#connect();
    } catch (error) {
      this.#startLater();
      if (!(error instanceof ApiError)) throw error;
    } finally {
      this.#starting = false;
    }
  }

  /** Leaves nothing open: no connection, no timer, no listener. `start` goes on with what there is. */
  stop(): void {
    this.#wanted = false;
    removeEventListener("online", this.reconnect);
    removeEventListener("storage", this.#follow);
    for (const timer of [this.#nextTry, this.#renewal, this.#patience]) clearTimeout(timer);
    this.#disconnect();
    this.set({ link: "idle", typing: null });
  }

  /**
   * Tells who the customer is, by the token that their website has signed; `null` where they have signed out: then a new
   * conversation begins, so that whoever comes next does not read theirs. Rejects where the server will not have it:
   * the talk then goes on without a name.
   */
  async identify(customerToken: string | null): Promise<void> {
    const signedOut = customerToken === null && this.#customerToken !== null;
    this.#customerToken = customerToken;
    if (signedOut) return this.#beginAnew();
    if (!this.#link && !this.#starting) return;
    const before = this.#api.token;
    await this.#openSession();
    if (this.#api.token !== before) this.#link?.reconnect();
    if (this.#disowned) throw this.#disowned;
  }

  /** Says a text, with what was chosen. */
  say(text: string): void {
    this.#enqueue({ id: newId(), text, attachments: this.state.files?.sent(), at: new Date().toISOString() });
  }

  choose(choice: Choice): void {
    this.#enqueue({ id: newId(), text: choice.title, choice: choice.id, at: new Date().toISOString() });
  }

  retry(id: string): void {
    this.#setOutbox(
      outbox().map((message) => {
        if (message.id !== id) return message;
        const { failed: _, ...again } = message;
        return again;
      }),
    );
    if (this.state.link !== "online") this.#link?.reconnect();
    this.#flush();
  }

  discard(id: string): void {
    this.#setOutbox(outbox().filter((message) => message.id !== id));
  }

  /** Asks for a person: over the connection, else by HTTP. Tells whether that was heard. */
  async handoff(): Promise<boolean> {
    if (this.#link?.online) return this.#act((link) => link.handoff({}), "queued");
    return this.#attempt(async () => this.#setStatus((await this.#api.handoff()).status ?? "queued"));
  }

  /** The customer no longer waits for a person. */
  async cancelHandoff(): Promise<boolean> {
    return this.#act((link) => link.handoff({ cancel: true }), "bot");
  }

  /** The customer ends the talk. */
  async end(): Promise<boolean> {
    return this.#act((link) => link.end(), "closed");
  }

  async loadOlder(): Promise<void> {
    const first = this.state.messages[0];
    if (!first || !this.state.older) return;
    await this.#attempt(async () => {
      const history = await this.#api.history(first.seq, HISTORY_PAGE);
      this.#merge(history.messages);
      this.set({ older: history.more });
    });
  }

  /** Does something with the whole talk, what is not shown of it too; tells the customer where it cannot be had. */
  async whole(act: (messages: readonly Message[]) => void): Promise<void> {
    await this.#attempt(async () => {
      let { messages, older } = this.state;
      while (older) {
        const history = await this.#api.history(messages[0]?.seq ?? null, LONGEST_HISTORY_PAGE);
        messages = [...history.messages, ...messages];
        older = history.more;
      }
      act(messages);
    });
  }

  suggest(text: string, signal: AbortSignal) {
    return this.#api.suggest(text, signal);
  }

  async rate(stars: number, comment: string): Promise<boolean> {
    return this.#attempt(() => this.#api.rating(comment ? { stars, comment } : { stars }));
  }

  async leaveMessage(text: string, contact: string): Promise<boolean> {
    return this.#attempt(() => this.#api.leaveMessage({ text, contact }));
  }

  async judge(seq: number, useful: boolean, reason = "", comment = ""): Promise<boolean> {
    const feedback = { ...this.state.feedback, [seq]: useful };
    this.set({ feedback });
    keep("feedback", feedback);
    return this.#attempt(() =>
      this.#api.feedback({ seq, useful, ...(reason && { reason }), ...(comment && { comment }) }),
    );
  }

  /** The customer's answer to the privacy notice; a yes that the server has not got goes with the next session. */
  async agree(granted: boolean): Promise<void> {
    this.set({ consent: granted });
    keep("consent", granted);
    if (this.#api.token) await this.#api.consent(granted).catch(() => {});
  }

  /** Erases what the server holds of this customer, then what this browser holds, and begins anew. */
  async erase(): Promise<boolean> {
    return this.#attempt(async () => {
      const { token } = this.#api;
      await this.#api.erase();
      // Unless the server's own word of it came first.
      if (this.#api.token === token) await this.#beginAnew();
    });
  }

  /** Shows an agent that the customer types, or no longer does. */
  typing(on: boolean): void {
    if (on === this.#typed || this.state.status !== "human") return;
    this.#typed = on;
    this.#link?.typing(on);
  }

  /** Whether the customer has the messages before their eyes: then they count as seen. */
  look(inView: boolean): void {
    this.#inView = inView;
    if (inView) this.#markSeen();
  }

  /** Connects at once, without waiting for the next try. */
  readonly reconnect = (): void => {
    if (this.state.link === "online") return;
    if (this.#link) this.#link.reconnect();
    else this.start();
  };

  tell(notice: string | null): void {
    this.set({ notice });
  }

  /** One after the other: the answer to an earlier one must not overtake that to a later one. */
  #openSession(): Promise<void> {
    this.#session = this.#session.catch(() => {}).then(() => this.#askForSession());
    return this.#session;
  }

  /** Tabs that are opened together wait for each other, and share the first one's conversation. */
  #askForSession(): Promise<void> {
    return new Promise((resolve, reject) => {
      alone("session", async () => {
        await this.#continue().then(resolve, reject);
        // What is kept reaches the other tabs a moment later.
        await new Promise((over) => setTimeout(over, SHARED_AFTER_MS));
      });
    });
  }

  /** Goes on with the conversation of this browser, or begins one. */
  async #continue(): Promise<void> {
    if (this.#anew) this.#forget([...OF_A_CONVERSATION, "token", "consent"]);
    this.#anew = false;
    const ask = (customer_token: string | null) =>
      this.#api.session({
        token: recall<string>("token"),
        customer_token,
        page: location.pathname,
        locale: this.#options.locale(),
      });
    this.#disowned = null;
    const session = await ask(this.#customerToken).catch((error: unknown) => {
      const disowned = error instanceof ApiError && error.status === UNAUTHORIZED && this.#customerToken;
      if (!disowned) throw error;
      console.warn("refund-chat: the customer token was refused; the talk goes on without a name.");
      this.#customerToken = null;
      this.#disowned = error;
      return ask(null);
    });
    if (this.#anew) return this.#continue();
    this.#adopt(session);
  }

  #adopt(session: Session): void {
    const opening = { ...session.greeting, hot: session.hot_questions };
    if (session.conversation_id !== this.#id) {
      this.#forget(OF_A_CONVERSATION);
      this.#clear();
    }
    this.#id = session.conversation_id;
    keep("conversation", session.conversation_id);
    this.#setToken(session.token);
    keep("opening", opening);
    clearTimeout(this.#renewal);
    const wait = Date.parse(session.renew_at) - Date.now();
    this.#renewal = setTimeout(() => this.#openSession().catch(() => {}), clamp(wait));
    const chosen = recall<boolean>("consent");
    const consent = session.consent || chosen;
    keep("consent", consent);
    this.set({
      opening,
      banner: session.banner ?? null,
      refundPage: session.refund_page ?? null,
      privacyPage: session.privacy_page ?? null,
      consent,
    });
    this.#taken = session.features.attachments ?? null;
    this.#fetchFiles();
    if (chosen && !session.consent) this.#api.consent(true).catch(() => {});
    this.#setStatus(session.status, session.agent?.name);
  }

  /** What the network loses is fetched when it is back. */
  async #fetchFiles(): Promise<void> {
    if (this.#fetching || this.state.files) return;
    this.#fetching = true;
    const files = await filesOf({
      ...this.#options,
      token: () => this.#api.token,
      taken: this.#taken,
      conversation: this,
    }).catch(() => null);
    this.#fetching = false;
    this.set({ files });
  }

  #setToken(token: string): void {
    this.#api.token = token;
    keep("token", token);
  }

  #connect(): void {
    this.#link = new Link(
      this.#options.server,
      () => this.#api.token,
      {
        up: () => this.#catchUp(),
        down: () => this.set({ link: "offline", typing: null }),
        refused: () => this.#restart(),
      },
      {
        message: (message) => this.#receive(message),
        typing: ({ from, on }) => this.#setTyping(on ? from : null),
        status: ({ status, agent }) => this.#setStatus(status, agent?.name),
        queue: (queue) => this.set({ queue }),
        error: ({ text }) => this.set({ notice: text }),
        renew: ({ token }) => this.#setToken(token),
      },
    );
  }

  #disconnect(): void {
    this.#link?.close();
    this.#link = null;
  }

  async #beginAnew(): Promise<void> {
    this.#disconnect();
    this.#api.token = null;
    this.#anew = true;
    this.#forget(["outbox"]);
    for (const name of DRAFTS) tab.keep(name, null);
    this.#clear();
    this.set({ outbox: outbox(), consent: null });
    await this.start();
  }

  /** What another tab has done: seen, agreed, written, or begun a new conversation. */
  readonly #follow = ({ key }: StorageEvent): void => {
    if (!key?.startsWith(PREFIX)) return;
    this.set({ outbox: outbox(), feedback: feedback(), consent: recall<boolean>("consent") });
    this.#countUnread();
    this.#flush();
    const begun = recall<string>("conversation");
    if (this.#link && begun && begun !== this.#id) this.#beginAnew();
  };

  /** Of the browser, unless another tab has begun a new conversation. */
  #forget(names: readonly Kept[]): void {
    const begun = recall<string>("conversation");
    if (!begun || begun === this.#id) for (const name of names) keep(name, null);
  }

  /** Nothing is shown of a conversation that is over. */
  #clear(): void {
    this.set({ messages: [], older: false, agent: null, queue: null, feedback: {} });
    this.#countUnread();
  }

  /** A token that is refused is exchanged for a fresh one. */
  #restart(): void {
    this.#disconnect();
    this.#startLater();
  }

  /** At once the first time, then after growing, scattered pauses. */
  #startLater(): void {
    if (!this.#wanted) return;
    this.set({ link: "offline" });
    const pause = this.#retries ? Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#retries) : 0;
    this.#retries++;
    this.#nextTry = setTimeout(() => this.start(), pause * (0.75 + Math.random() / 2));
  }

  /** Fetches what was missed, then sends what has piled up. */
  async #catchUp(): Promise<void> {
    const link = this.#link;
    if (!link) return;
    // Not `lastSeq` all along: what is pushed meanwhile is newer than what is still missing.
    let fetched = this.lastSeq;
    let resumed: Resumed;
    try {
      do {
        resumed = await link.resume(fetched);
        if (!resumed.ok) return this.#restart();
        this.#merge(resumed.messages);
        fetched = resumed.messages.at(-1)?.seq ?? resumed.last_seq;
      } while (fetched < resumed.last_seq);
    } catch {
      return link.reconnect();
    }
    this.#retries = 0;
    this.set({ link: "online", queue: resumed.queue ?? null });
    this.#fetchFiles();
    this.#setStatus(resumed.status, resumed.agent?.name);
    this.#flush();
  }

  #enqueue(message: Outgoing): void {
    this.#setOutbox([...outbox(), message]);
    this.start();
    this.#flush();
  }

  /** Sends, one after the other, what waits. What is not acknowledged stays, and goes again when connected. */
  async #flush(): Promise<void> {
    if (this.#flushing || !this.#nextOut()) return;
    this.#flushing = true;
    try {
      // What another tab is sending is not sent by this one, unless that tab is closed over it.
      await alone("outbox", async () => {
        for (let next = this.#nextOut(); next && this.#link?.online; next = this.#nextOut()) {
          const { id, text, choice, attachments } = next;
          const ack = await this.#link.say(
            choice === undefined ? { client_msg_id: id, text, attachments } : { client_msg_id: id, choice },
          );
          if (!ack.ok && TOKEN_REFUSED.includes(ack.error.code)) return this.#restart();
          this.#settle(next, ack);
        }
      });
    } catch {
      this.#link?.reconnect();
    } finally {
      this.#flushing = false;
    }
  }

  #nextOut(): Outgoing | undefined {
    return outbox().find((message) => !message.failed);
  }

  #settle(sent: Outgoing, ack: Ack): void {
    if (!ack.ok) {
      this.#setOutbox(
        outbox().map((message) => (message.id === sent.id ? { ...sent, failed: ack.error } : message)),
      );
      return;
    }
    const known = this.state.messages.some((message) => message.client_msg_id === sent.id);
    if (!known) {
      this.#merge([
        {
          seq: ack.seq,
          from: "customer",
          text: sent.text,
          choices: [],
          envelope: null,
          client_msg_id: sent.id,
          attachments: sent.attachments,
          at: new Date().toISOString(),
        },
      ]);
    }
    this.discard(sent.id);
    // Whoever goes on talking has opened the talk again.
    if (this.state.status === "closed") this.#setStatus("bot");
    if (this.state.status !== "human" && this.state.status !== "queued") this.#setTyping("bot");
  }

  #receive(message: Message): void {
    if (message.code === "erased") {
      this.#beginAnew();
      return;
    }
    if (message.from !== "customer") this.#setTyping(null);
    if (message.client_msg_id) this.discard(message.client_msg_id);
    this.#merge([message]);
    this.#options.emit({ name: "message", message });
  }

  #merge(incoming: readonly Message[]): void {
    if (!incoming.length) return;
    const bySeq = new Map(this.state.messages.map((message) => [message.seq, message]));
    for (const message of incoming) bySeq.set(message.seq, message);
    this.set({ messages: [...bySeq.values()].sort((one, other) => one.seq - other.seq) });
    if (this.#inView) this.#markSeen();
    else this.#countUnread();
  }

  #markSeen(): void {
    if (this.lastSeq > (recall<number>("seen") ?? 0)) {
      keep("seen", this.lastSeq);
      this.#link?.seen(this.lastSeq);
    }
    this.#countUnread();
  }

  #countUnread(): void {
    const seen = recall<number>("seen") ?? 0;
    const unread = this.state.messages.filter(({ seq, from }) => seq > seen && from !== "customer").length;
    if (unread === this.state.unread) return;
    this.set({ unread });
    this.#options.emit({ name: "unread", count: unread });
  }

  #setStatus(status: Status, agent?: string | null): void {
    const changed = status !== this.state.status;
    this.set({
      status,
      agent: agent ?? (status === "human" ? this.state.agent : null),
      queue: status === "queued" ? this.state.queue : null,
    });
    if (changed) this.#options.emit({ name: "status", status });
  }

  #setTyping(typing: Speaker | null): void {
    clearTimeout(this.#patience);
    if (typing) this.#patience = setTimeout(() => this.set({ typing: null }), LONGEST_ANSWER_MS);
    this.set({ typing });
  }

  #setOutbox(outbox: readonly Outgoing[]): void {
    this.set({ outbox, unkept: !keep("outbox", outbox.length ? outbox : null) });
  }

  /** Acts over the connection; `expected` is who speaks then, where the server does not say. */
  #act(act: (link: Link) => Promise<Done>, expected: Status): Promise<boolean> {
    return this.#attempt(async () => {
      if (!this.#link?.online) throw new ApiError(0, unheard(this.#options.offline()));
      const done = await act(this.#link);
      if (!done.ok) throw new ApiError(0, done.error ?? unheard(this.#options.offline()));
      this.#setStatus(done.status ?? expected, done.agent?.name);
    });
  }

  /** Does it, as soon as there is a session, and tells the customer where it fails. */
  async #attempt(act: () => Promise<unknown>): Promise<boolean> {
    try {
      if (!this.#api.token) await this.#session;
      await act();
      return true;
    } catch (error) {
      this.set({ notice: error instanceof ApiError ? error.error.text : this.#options.offline() });
      return false;
    }
  }
}

/** As kept, which other tabs may have changed. */
const outbox = (): Outgoing[] => recall<Outgoing[]>("outbox") ?? [];
const feedback = () => recall<Record<number, boolean>>("feedback") ?? {};
const unheard = (text: string): WireError => ({ code: "unavailable", text });
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
const clamp = (wait: number) => Math.min(Math.max(Number.isFinite(wait) ? wait : 0, 60_000), 2 ** 31 - 1);
