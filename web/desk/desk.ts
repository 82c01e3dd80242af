import { zhHans as attachmentWords } from "../attachments/i18n/zh-Hans";
import { Tray } from "../attachments/tray";
import { ApiError } from "../shared/http";
import { Store } from "../shared/store";
import { Api, type Tab } from "./api";
import { Company } from "./company";
import { words } from "./i18n/zh-Hans";
import { Link } from "./link";
import { keep, session } from "./storage";
import { Reported, Talk } from "./talk";
import type { Days } from "./ui/span-of-days";
import type { Colleague, Counts, LeftMessage, Macro, MacroText, Me, Row } from "./wire";

export interface DeskState {
  /** Null while nobody is signed in. */
  me: Me | null;
  signingIn: boolean;
  /** Why a token was not taken, or nobody signed in. */
  refused: string | null;
  /** Whether the agent has to say anew at the company who they are. */
  anew: boolean;
  link: "connecting" | "online" | "offline";
  tab: Tab;
  words: string;
  rows: readonly Row[] | null;
  /** The days on which something was said in what is sought, in Asia/Shanghai. */
  days: Days | null;
  /** The team whose waiting customers are shown; null for all. */
  team: string | null;
  /** All teams that there are agents of. */
  teams: readonly string[];
  counts: Counts | null;
  cursor: string | null;
  waiting: number;
  /** Left messages that wait for an answer, where they are looked at. */
  left: readonly LeftMessage[] | null;
  talk: Talk | null;
  macros: readonly Macro[];
  /** The names that a case fills in between the braces of a macro. */
  variables: readonly string[];
  /** Told once, then cleared. */
  notice: string | null;
  /** A customer who has begun to wait for a word: told once, however much they say until they are seen. */
  call: Call | null;
}

export interface Call {
  id: string;
  text: string;
  /** Whether it is read out already, as a notice. */
  told?: boolean;
}

const LIST_SETTLE_MS = 250;
const FIRST_RETRY_MS = 2000;
const BEAT_MS = 30_000;

/** The agent's desk: who is signed in, who waits, and the conversation that is open. */
export class Desk extends Store<DeskState> {
  readonly api = new Api(() => words.unreachable);
  #link: Link | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #listing = 0;
  #opening: Promise<boolean> | null = null;
  #beating: ReturnType<typeof setInterval> | undefined;
  /** The customers who have been called out. */
  readonly #called = new Set<string>();
  /** The customers who are known to be this agent's. */
  readonly #mine = new Set<string>();
  readonly #trays = new Map<string, Tray>();
  #held = false;
  /** Null where agents bring a token. */
  readonly #company: Company | null;
  /** Whether the agent is signed in by the company. */
  #atCompany = false;

  /**
   * `watches`: whether it shows the queue, and not only suggestions beside another desk. `byCompany`: whether
   * agents sign in at the company; else they bring a token.
   */
  constructor(
    readonly watches: boolean,
    readonly byCompany = false,
  ) {
    super({
      me: null,
      signingIn: false,
      refused: null,
      anew: false,
      link: "connecting",
      tab: "queued",
      words: "",
      days: null,
      team: null,
      teams: [],
      rows: null,
      counts: null,
      cursor: null,
      waiting: 0,
      left: null,
      talk: null,
      macros: [],
      variables: [],
      notice: null,
      call: null,
    });
    this.#company = byCompany
      ? new Company({
          renewed: (token) => this.#goOnWith(token),
          ended: (text) => this.#atCompany && this.signOut(text),
        })
      : null;
    document.addEventListener("visibilitychange", () => this.state.talk?.tellSeen());
    // Written in another tab.
    addEventListener("storage", () => this.state.talk?.recallDrafts());
  }

  /** Signs in by the token that this tab has, or by the session at the company, if any. */
  async resume(): Promise<void> {
    const token = session.recall<string>("token");
    if (token) await this.signIn(token);
    else if (this.#company) await this.#resumeAt(this.#company);
  }

  /** Signs in. Where the server cannot be reached it is tried again, for the token may be good. */
  async signIn(token: string): Promise<void> {
    await this.#enter(token, null);
  }

  async #resumeAt(company: Company): Promise<void> {
    try {
      const token = await company.token();
      if (token) await this.#enter(token, company);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.set({ refused: error.error.text });
    }
  }

  async #enter(token: string, company: Company | null): Promise<void> {
    this.set({ signingIn: true, refused: null });
    this.api.token = token;
    this.#atCompany = company !== null;
    this.api.renew = company && (() => company.token());
    try {
      const me = await this.api.me();
      if (!company) session.keep("token", token);
      this.set({ me, signingIn: false });
      if (!this.watches) return;
      this.#connect();
      this.#beat();
      this.list();
      await this.loadMacros();
      await this.attempt(() => this.colleagues());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) return this.signOut(error.error.text);
      this.set({ refused: error.error.text });
      setTimeout(() => this.api.token === token && this.#enter(token, company), FIRST_RETRY_MS);
    }
  }

  /** Goes on with another token, before the connection ends with the one before. */
  #goOnWith(token: string): void {
    if (!this.#atCompany) return;
    this.api.token = token;
    if (this.#link) this.#connect();
  }

  /** Signs out, at the company too. */
  async goHome(): Promise<void> {
    if (!this.#company || !this.#atCompany) return this.signOut();
    const company = this.#company;
    await this.attempt(async () => {
      const elsewhere = await company.end();
      this.signOut();
      if (elsewhere) location.assign(elsewhere);
    });
  }

  signOut(refused: string | null = null): void {
    this.#link?.close();
    this.#link = null;
    clearInterval(this.#beating);
    this.state.talk?.close();
    this.#company?.forget();
    this.#trays.clear();
    this.#atCompany = false;
    this.api.renew = null;
    this.api.token = null;
    session.keep("token", null);
    this.set({ me: null, signingIn: false, refused, rows: null, talk: null, link: "connecting" });
  }

  choose(tab: Tab): void {
    this.set({ tab, days: null, rows: null, left: null });
    this.list();
  }

  /** Has the list keep its order: nothing moves under the pointer. */
  hold(on: boolean): void {
    this.#held = on;
    if (!on) this.list();
  }

  search(sought: Partial<Pick<DeskState, "words" | "days" | "team">>): void {
    this.set(sought);
    this.#listSoon();
  }

  /** Fetches the queue anew. */
  async list(): Promise<void> {
    const asked = ++this.#listing;
    const { tab, words: sought, days, team } = this.state;
    await this.attempt(async () => {
      const [listing, left] = await Promise.all([
        this.api.list(tab, { words: sought.trim(), days, team }),
        tab === "left" ? this.api.leftMessages("open") : null,
      ]);
      if (asked !== this.#listing) return;
      const { conversations, cursor, counts } = listing;
      // Who waited before the agent came is no news; who is met with here before it was told, is.
      for (const row of conversations) this.#hail(row, this.state.counts === null);
      const ordered = tab === "mine" ? byWait(conversations) : conversations;
      const rows = this.#held && this.state.rows ? inPlace(this.state.rows, ordered) : ordered;
      this.set({ rows, cursor, counts, waiting: counts.queued, left });
    });
  }

  async listMore(): Promise<void> {
    const { cursor, tab, words: sought, days, team, rows } = this.state;
    if (!cursor || !rows) return;
    await this.attempt(async () => {
      const page = await this.api.list(tab, { words: sought.trim(), cursor, days, team });
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
      tray: this.#trayOf(row.id),
      gone: () => this.#drop(row.id),
    });
    this.set({ talk });
    talk.load();
  }

  /** What is chosen to be sent in a conversation: it waits there while the agent is in another. */
  #trayOf(id: string): Tray {
    const tray =
      this.#trays.get(id) ??
      new Tray({
        transport: this.api.attachments(id),
        taken: this.state.me?.attachments ?? null,
        words: () => attachmentWords,
        tell: (text) => this.tell(text),
      });
    this.#trays.set(id, tray);
    return tray;
  }

  async openById(id: string): Promise<void> {
    const known = this.state.rows?.find((row) => row.id === id);
    if (known) return this.open(known);
    await this.#openFetched(async () => (await this.api.conversation(id)).conversation);
  }

  /** Everybody on the roster, and with them the teams. */
  async colleagues(): Promise<Colleague[]> {
    const agents = await this.api.agents();
    const teams = agents.flatMap(({ team }) => (team ? [team] : []));
    this.set({ teams: [...new Set(teams)].sort() });
    return agents;
  }

  /** Opens the customer who has waited longest, of the team that is looked at if any. */
  async openNext(): Promise<void> {
    await this.#openFetched(async () => {
      const [first] = (await this.api.list("queued", { team: this.state.team })).conversations;
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

  takeLeft(id: number): Promise<boolean> {
    return this.#withLeft(() => this.api.takeLeft(id));
  }

  /** Answers a left message here, or tells that it was answered in the way that the customer asked for. */
  answerLeft(id: number, text: string | null): Promise<boolean> {
    return this.#withLeft(() => this.api.answerLeft(id, text));
  }

  loadMacros(): Promise<boolean> {
    return this.attempt(async () => this.set(await this.api.macros()));
  }

  /** Changes a macro, or makes a new one where the id is 0. */
  async saveMacro(id: number, { name, text, shared }: MacroText): Promise<boolean> {
    const saved = await this.attempt(() => this.api.saveMacro(id, { name, text, shared }));
    if (saved) await this.loadMacros();
    return saved;
  }

  async deleteMacro(id: number): Promise<void> {
    await this.attempt(() => this.api.deleteMacro(id));
    await this.loadMacros();
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
        refused: ({ text }) => this.#reconnect(text),
      },
      {
        conversation: (row) => this.#see(row),
        message: (told) => {
          if (told.conversation_id === this.state.talk?.id) this.state.talk.hear(told);
        },
        typing: ({ conversation_id, on }) => {
          if (conversation_id === this.state.talk?.id) this.state.talk.type(on);
        },
        erased: ({ conversation_id }) => this.#drop(conversation_id),
        queue: ({ waiting, left }) => {
          this.set({ waiting });
          if (left !== this.state.counts?.left || this.state.tab === "left") this.#listSoon();
        },
      },
    );
  }

  /** Connects again with a new token, where the company gives one. */
  #reconnect(refused: string): void {
    const company = this.#company;
    if (!company || !this.#atCompany) {
      this.signOut(refused);
      return;
    }
    setTimeout(async () => {
      if (!this.#atCompany) return;
      const asked = await this.attempt(async () => {
        if ((await company.token()) === null) this.signOut(refused);
      });
      if (!asked && this.#atCompany) this.#reconnect(refused);
    }, FIRST_RETRY_MS);
  }

  /** Fetches what went unheard: during a break, or between the first list and the first connection. */
  #catchUp(): void {
    this.set({ link: "online" });
    this.list();
    this.state.talk?.load();
  }

  #see(row: Row): void {
    this.#hail(row, false);
    this.#replace(row);
    if (row.id === this.state.talk?.id) this.state.talk.seeRow(row);
    this.#listSoon();
  }

  #hail(row: Row, silently: boolean): void {
    this.#tellAssigned(row, silently);
    this.#call(row, silently);
  }

  /** Calls out a customer who begins to wait, and one of the agent's own who says what the agent does not see. */
  #call(row: Row, silently: boolean): void {
    const { me } = this.state;
    // Who was given to another team is for that one to see to; who is given to agents, for the one who gets them.
    const isOurs = !row.team || !me?.team || row.team === me.team;
    const waits = row.status === "queued" && isOurs && !me?.assigns;
    const speaks = row.status === "human" && row.agent?.id === me?.agent_id && row.unread > 0;
    if (!waits && !speaks) this.#called.delete(row.id);
    const isSeen = speaks && row.id === this.state.talk?.id && document.visibilityState === "visible";
    if ((!waits && !speaks) || isSeen || this.#called.has(row.id)) return;
    this.#called.add(row.id);
    const say = waits ? words.arrival : words.spoke;
    if (!silently) this.set({ call: { id: row.id, text: say(row) } });
  }

  /** Tells of a customer whom somebody else has handed to this agent. */
  #tellAssigned(row: Row, silently: boolean): void {
    const isMine = row.status === "human" && row.agent?.id === this.state.me?.agent_id;
    const talk = row.id === this.state.talk?.id ? this.state.talk : null;
    if (isMine && !this.#mine.has(row.id)) {
      this.#mine.add(row.id);
      if (!silently && !talk?.acted) this.#tellGiven(row);
    } else if (!isMine) {
      this.#mine.delete(row.id);
      talk?.forgetActs();
    }
  }

  #tellGiven(row: Row): void {
    const text = words.assign.toMe(words.customer(row));
    this.#called.add(row.id);
    this.set({ notice: text, call: { id: row.id, text, told: true } });
  }

  async #withLeft(work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.attempt(work);
    await this.list();
    return done;
  }

  /** Says that the agent is here, as long as they are: else their customers go back into the queue. */
  #beat(): void {
    clearInterval(this.#beating);
    const beat = () => this.api.beat().catch(() => {});
    this.#beating = setInterval(beat, BEAT_MS);
    beat();
  }

  /** Takes a conversation that was erased off the screen, and out of what this browser keeps. */
  #drop(id: string): void {
    const { rows, talk } = this.state;
    for (const kind of ["draft", "note"] as const) keep(`${kind}.${this.state.me?.agent_id}.${id}`, null);
    this.#trays.delete(id);
    this.set({ rows: rows?.filter((row) => row.id !== id) ?? null, call: null });
    if (talk?.id === id) {
      this.leave();
      this.tell(words.erased);
    }
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

/** Those who wait first, the longest wait on top; the others as they come. */
function byWait(rows: readonly Row[]): Row[] {
  const since = (row: Row) => row.waiting_since ?? "~";
  return [...rows].sort((one, other) => (since(one) < since(other) ? -1 : Number(since(one) > since(other))));
}

/** The rows as they stood, each as it is now, and after them those that are new. */
function inPlace(before: readonly Row[], now: readonly Row[]): Row[] {
  const fresh = new Map(now.map((row) => [row.id, row]));
  const kept = before.map((row) => fresh.get(row.id) ?? row);
  const known = new Set(before.map(({ id }) => id));
  return [...kept, ...now.filter(({ id }) => !known.has(id))];
}
