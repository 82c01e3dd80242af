import { ApiError } from "../shared/http";
import { Store } from "../shared/store";
import { Api, type Tab } from "./api";
import { words } from "./i18n/zh-Hans";
import { Link } from "./link";
import { keep, recall } from "./storage";
import { Reported, Talk } from "./talk";
import type { Canned, Counts, Me, Row } from "./wire";

export interface DeskState {
  /** Null while nobody is signed in. */
  me: Me | null;
  signingIn: boolean;
  /** Why a token was not taken. */
  refused: string | null;
  link: "connecting" | "online" | "offline";
  tab: Tab;
  words: string;
  rows: readonly Row[] | null;
  counts: Counts | null;
  cursor: string | null;
  waiting: number;
  talk: Talk | null;
  canned: readonly Canned[];
  /** Told once, then cleared. */
  notice: string | null;
  /** A customer who has begun to wait, for those who hear the page. */
  arrival: string | null;
}

const LIST_SETTLE_MS = 250;
const FIRST_RETRY_MS = 2000;

/** The agent's desk: who is signed in, who waits, and the conversation that is open. */
export class Desk extends Store<DeskState> {
  readonly api = new Api(() => words.unreachable);
  #link: Link | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #listing = 0;
  #opening: Promise<boolean> | null = null;

  /** `watches`: whether it shows the queue, and not only suggestions beside another desk. */
  constructor(readonly watches: boolean) {
    super({
      me: null,
      signingIn: false,
      refused: null,
      link: "connecting",
      tab: "queued",
      words: "",
      rows: null,
      counts: null,
      cursor: null,
      waiting: 0,
      talk: null,
      canned: [],
      notice: null,
      arrival: null,
    });
  }

  /** Signs in by the token that this tab has, if any. */
  async resume(): Promise<void> {
    const token = recall<string>("token");
    if (token) await this.signIn(token);
  }

  /** Signs in. Where the server cannot be reached it is tried again, for the token may be good. */
  async signIn(token: string): Promise<void> {
    this.set({ signingIn: true, refused: null });
    this.api.token = token;
    try {
      const me = await this.api.me();
      keep("token", token);
      this.set({ me, signingIn: false });
      if (!this.watches) return;
      this.#connect();
      this.list();
      await this.attempt(async () => this.set({ canned: await this.api.canned() }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) return this.signOut(error.error.text);
      this.set({ refused: error.error.text });
      setTimeout(() => this.api.token === token && this.signIn(token), FIRST_RETRY_MS);
    }
  }

  signOut(refused: string | null = null): void {
    this.#link?.close();
    this.#link = null;
    this.state.talk?.close();
    this.api.token = null;
    keep("token", null);
    this.set({ me: null, signingIn: false, refused, rows: null, talk: null, link: "connecting" });
  }

  choose(tab: Tab): void {
    this.set({ tab, rows: null });
    this.list();
  }

  search(text: string): void {
    this.set({ words: text });
    this.#listSoon();
  }

  /** Fetches the queue anew. */
  async list(): Promise<void> {
    const asked = ++this.#listing;
    const { tab, words: sought } = this.state;
    await this.attempt(async () => {
      const listing = await this.api.list(tab, sought.trim(), null);
      if (asked !== this.#listing) return;
      const { conversations: rows, cursor, counts } = listing;
      this.set({ rows, cursor, counts, waiting: counts.queued });
    });
  }

  async listMore(): Promise<void> {
    const { cursor, tab, words: sought, rows } = this.state;
    if (!cursor || !rows) return;
    await this.attempt(async () => {
      const page = await this.api.list(tab, sought.trim(), cursor);
      if (this.state.cursor !== cursor) return;
      this.set({ rows: [...rows, ...page.conversations], cursor: page.cursor });
    });
  }

  open(row: Row): void {
    this.#opening = null;
    if (this.state.talk?.id === row.id) return;
    this.state.talk?.close();
    const talk = new Talk(row, {
      api: this.api,
      me: this.state.me?.agent_id ?? "",
      attempt: (work) => this.attempt(work),
      changed: (changed) => this.#replace(changed),
    });
    this.set({ talk });
    talk.load();
  }

  async openById(id: string): Promise<void> {
    const known = this.state.rows?.find((row) => row.id === id);
    if (known) return this.open(known);
    await this.#openFetched(async () => (await this.api.conversation(id)).conversation);
  }

  /** Opens the customer who has waited longest. */
  async openNext(): Promise<void> {
    await this.#openFetched(async () => {
      const [first] = (await this.api.list("queued", "", null)).conversations;
      if (first) return first;
      this.tell(words.nobodyWaits);
      throw new Reported();
    });
  }

  /**
   * Does what a key asks for: while a conversation is being fetched it is meant for that one, so it waits,
   * and where none is opened after all it is not done in another.
   */
  async onceOpened(act: () => void): Promise<void> {
    while (this.#opening) if (!(await this.#opening)) return;
    act();
  }

  /** Opens the conversation so many places further down the list. */
  step(places: 1 | -1): void {
    const rows = this.state.rows ?? [];
    const place = rows.findIndex((row) => row.id === this.state.talk?.id);
    const row = rows[place < 0 ? 0 : place + places];
    if (row) this.open(row);
  }

  leave(): void {
    this.state.talk?.close();
    this.set({ talk: null });
  }

  tell(notice: string | null): void {
    this.set({ notice });
  }

  /** Does it; where the server says no, tells the agent and gives false. Who is signed out signs in again. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Reported) return false;
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) this.signOut(error.error.text);
      else this.tell(error.error.text);
      return false;
    }
  }

  /** Opens what is fetched, unless the agent has opened another meanwhile. */
  async #openFetched(fetch: () => Promise<Row>): Promise<void> {
    const opening: Promise<boolean> = this.attempt(async () => {
      const row = await fetch();
      if (this.#opening !== opening) throw new Reported();
      this.open(row);
    });
    this.#opening = opening;
    try {
      await opening;
    } finally {
      if (this.#opening === opening) this.#opening = null;
    }
  }

  #connect(): void {
    this.#link?.close();
    this.#link = new Link(
      () => this.api.token,
      {
        up: () => this.#catchUp(),
        down: () => this.set({ link: "offline" }),
        refused: ({ text }) => this.signOut(text),
      },
      {
        conversation: (row) => this.#see(row),
        message: (told) => {
          if (told.conversation_id === this.state.talk?.id) this.state.talk.hear(told);
        },
        typing: ({ conversation_id, on }) => {
          if (conversation_id === this.state.talk?.id) this.state.talk.type(on);
        },
        queue: ({ waiting }) => this.set({ waiting }),
      },
    );
  }

  /** Fetches what went unheard: during a break, or between the first list and the first connection. */
  #catchUp(): void {
    this.set({ link: "online" });
    this.list();
    this.state.talk?.load();
  }

  #see(row: Row): void {
    const before = this.state.rows?.find(({ id }) => id === row.id);
    if (row.status === "queued" && before?.status !== "queued")
      this.set({ arrival: words.arrival(words.customer(row), row.last_message?.text ?? "") });
    this.#replace(row);
    if (row.id === this.state.talk?.id) this.state.talk.seeRow(row);
    this.#listSoon();
  }

  #replace(row: Row): void {
    const { rows } = this.state;
    if (rows) this.set({ rows: rows.map((one) => (one.id === row.id ? row : one)) });
  }

  #listSoon(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.list(), LIST_SETTLE_MS);
  }
}
