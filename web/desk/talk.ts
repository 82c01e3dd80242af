import type { Tray } from "../attachments/tray";
import { ApiError } from "../shared/http";
import { Store } from "../shared/store";
import type { Message } from "../shared/wire";
import type { Api, Assignee, SimpleAct } from "./api";
import type { Told } from "./link";
import { keep, recall } from "./storage";
import type { Advice, Conflict, Details, Note, Row, Suggestion } from "./wire";

/** A reply that is being written. */
export interface Draft {
  text: string;
  /** The last message there was when it was begun. */
  basedOn: number;
  /** The suggestion that it came from. */
  suggestion: { id: string; text: string } | null;
  /** What a macro left to be filled in, as it stood in the text. */
  gaps?: readonly string[];
}

/** What has still to be filled in before the draft can be sent. */
export const gapsOf = (draft: Draft | null): string[] =>
  draft?.gaps?.filter((gap) => draft.text.includes(gap)) ?? [];

export interface TalkState {
  row: Row;
  /** Null until they have come. */
  details: Omit<Details, "conversation" | "messages" | "more" | "notes"> | null;
  messages: readonly Message[];
  notes: readonly Note[];
  older: boolean;
  typing: boolean;
  advice: Advice | null;
  advising: boolean;
  draft: Draft | null;
  /** A note that is being written. */
  note: string;
  /** A draft that was put away last, to be had back. */
  putAway: Draft | null;
  sending: boolean;
  /** What came in while the draft was written: the server asks whether it shall go all the same. */
  moved: readonly Message[] | null;
  /** What is asked to be done although an agent has as many customers as one is to have. */
  over: Over | null;
}

/** A taking or giving that goes beyond what an agent is to have; null: the agent takes it themselves. */
export interface Over {
  to: Assignee | null;
}

interface Surroundings {
  api: Api;
  me: string;
  /** Does it; where the server says no, tells the agent and gives false. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  changed: (row: Row) => void;
  /** What is chosen to be sent in it. */
  tray: Tray;
  /** The conversation does not exist any more. */
  gone: () => void;
}

const SETTLE_MS = 300;
const TYPING_MS = 6000;

/** One conversation before the agent: what was said, what could be said next, and what they are writing. */
export class Talk extends Store<TalkState> {
  readonly #around: Surroundings;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;
  #acting: Promise<boolean> | null = null;
  #order: string | null = null;
  #shown = new Set<string>();

  constructor(row: Row, around: Surroundings) {
    super({
      row,
      details: null,
      messages: [],
      notes: [],
      older: false,
      typing: false,
      advice: null,
      advising: true,
      draft: null,
      note: "",
      putAway: null,
      sending: false,
      moved: null,
      over: null,
    });
    this.#around = around;
    this.recallDrafts();
  }

  get tray(): Tray {
    return this.#around.tray;
  }

  get id(): string {
    return this.state.row.id;
  }

  get lastSeq(): number {
    return this.state.messages.at(-1)?.seq ?? 0;
  }

  /** Whether the agent speaks in it. */
  get mine(): boolean {
    return this.state.row.status === "human" && this.state.row.agent?.id === this.#around.me;
  }

  /** The same, once the act under way has been answered: whoever takes over types on without waiting. */
  async willBeMine(): Promise<boolean> {
    await this.#acting;
    return this.mine;
  }

  /** Fetches everything anew. */
  async load(): Promise<void> {
    this.advise();
    await this.#around.attempt(async () => {
      const read = await this.#around.api.conversation(this.id).catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.status !== 404) throw error;
        return null;
      });
      if (!read) return this.#around.gone();
      const { conversation, messages, more, notes, ...details } = read;
      const first = !this.state.details;
      this.set({ details, notes });
      if (first) this.set({ older: more });
      this.#take(messages);
      this.#setRow(conversation);
    });
  }

  async loadOlder(): Promise<void> {
    const first = this.state.messages[0];
    if (!first || !this.state.older) return;
    await this.#around.attempt(async () => {
      const page = await this.#around.api.conversation(this.id, first.seq);
      this.#take(page.messages);
      this.set({ older: page.more });
    });
  }

  close(): void {
    clearTimeout(this.#settling);
    clearTimeout(this.#typing);
    this.#asking?.abort();
  }

  /** Takes in what the server tells. */
  hear(told: Told): void {
    if (told.from === "note") {
      this.#takeNote(told);
      return;
    }
    this.#take([told]);
    if (told.from === "customer") this.type(false);
    if (told.from !== "customer" && told.from !== "bot") return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.advise(), SETTLE_MS);
  }

  seeRow(row: Row): void {
    this.#setRow(row);
  }

  type(on: boolean): void {
    clearTimeout(this.#typing);
    this.set({ typing: on });
    if (on) this.#typing = setTimeout(() => this.set({ typing: false }), TYPING_MS);
  }

  /** Asks for suggestions; with an order, for the verdict on that one. */
  async advise(order: string | null = this.#order): Promise<void> {
    this.#order = order;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.set({ advising: true });
    const asked = { conversation_id: this.id, ...(order && { order_id: order }) };
    await this.#around.attempt(async () => {
      try {
        const advice = await this.#around.api.suggest(asked, asking.signal);
        if (this.#asking !== asking) return;
        this.set({ advice });
        this.#tellShown();
      } catch (error) {
        if (!asking.signal.aborted) throw error;
      }
    });
    if (this.#asking === asking) this.set({ advising: false });
  }

  /** Puts a suggestion into the composer. */
  insert({ id, texts }: Suggestion): void {
    const text = texts.join("\n");
    this.#setDraft({ text, basedOn: this.lastSeq, suggestion: { id, text } });
    this.#tell(id, "inserted");
  }

  /** Puts a macro, filled in from the case, behind what is written. */
  insertMacro(macro: number): Promise<boolean> {
    return this.#around.attempt(async () => {
      const { text, gaps } = await this.#around.api.fillMacro(macro, this.id);
      const { draft } = this.state;
      this.#setDraft({
        basedOn: this.lastSeq,
        suggestion: null,
        ...draft,
        text: draft ? `${draft.text}\n${text}` : text,
        gaps: [...gapsOf(draft), ...gaps],
      });
    });
  }

  /** Writes on; a text that has been emptied is no draft. */
  write(text: string): void {
    const { draft } = this.state;
    this.#setDraft(text ? { basedOn: this.lastSeq, suggestion: null, ...draft, text } : null);
  }

  /** Puts the draft away; a suggestion counts as rejected. */
  putAway(): void {
    const { draft } = this.state;
    if (!draft) return;
    if (draft.suggestion) this.#tell(draft.suggestion.id, "rejected");
    this.#setDraft(null);
    this.set({ putAway: draft, moved: null });
  }

  takeBack(): void {
    if (this.state.putAway) this.#setDraft(this.state.putAway);
    this.set({ putAway: null });
  }

  /** Sends the draft; with `force`, although the customer has said more since it was begun. */
  async send(force = false): Promise<boolean> {
    const { draft, sending } = this.state;
    if (!this.sayable || sending || gapsOf(draft).length > 0) return false;
    const { text, basedOn, suggestion } = draft ?? { text: "", basedOn: this.lastSeq, suggestion: null };
    this.set({ sending: true });
    const sent = await this.#attempt(async () => {
      const act = await this.#around.api.say(this.id, {
        ...(text.trim() && { text }),
        ...(this.tray.ready && { attachments: this.tray.kept().map(({ id, name }) => ({ id, name })) }),
        based_on_seq: basedOn,
        ...(force && { force }),
        ...(suggestion && { suggestion_id: suggestion.id }),
      });
      this.tray.sent();
      this.#setDraft(null);
      this.set({ moved: null, putAway: null });
      this.#take(act.messages);
      this.#setRow(act.conversation);
    });
    this.set({ sending: false });
    return sent;
  }

  /** Whether there is something to be said, and all that was chosen is there. */
  get sayable(): boolean {
    return this.tray.ready ?? Boolean(this.state.draft?.text.trim());
  }

  /** The agent has read what came in and writes on. */
  readOn(): void {
    const { draft } = this.state;
    this.set({ moved: null });
    if (draft) this.#setDraft({ ...draft, basedOn: this.lastSeq });
  }

  /** Whether the agent has taken it over or given it to somebody here. */
  get acted(): boolean {
    return this.#acting !== null;
  }

  /** It is another's: whatever makes it this agent's again is new. */
  forgetActs(): void {
    this.#acting = null;
  }

  act(act: SimpleAct): Promise<boolean> {
    this.#acting = this.#attempt(async () => this.#did(await this.#around.api.act(this.id, act)));
    return this.#acting;
  }

  /** Speaks from now on; with `force`, although the agent has as many customers as one is to have. */
  takeOver(force = false): Promise<boolean> {
    const over = { to: null };
    this.#acting = this.#attempt(
      async () => this.#did(await this.#around.api.takeOver(this.id, force)),
      over,
    );
    return this.#acting;
  }

  /** Gives it to somebody; with `force`, although they have as many customers as one is to have. */
  assign(to: Assignee, force = false): Promise<boolean> {
    const over = { to };
    this.#acting = this.#attempt(
      async () => this.#did(await this.#around.api.assign(this.id, to, force)),
      over,
    );
    return this.#acting;
  }

  /** Does what was asked about all the same, or drops it. */
  async goOver(goes: boolean): Promise<boolean> {
    const { over } = this.state;
    this.set({ over: null });
    if (!over || !goes) return false;
    return over.to ? this.assign(over.to, true) : this.takeOver(true);
  }

  tag(tags: string[]): Promise<boolean> {
    return this.#attempt(async () => this.#did(await this.#around.api.tag(this.id, tags)));
  }

  /** Takes in what has been written in another tab. */
  recallDrafts(): void {
    this.set({ draft: this.#keptDraft(), note: this.#keptNote() });
  }

  writeNote(note: string): void {
    this.set({ note });
    keep(`note.${this.#around.me}.${this.id}`, note || null);
  }

  /** Keeps the note for other agents; what was written on meanwhile stays. */
  saveNote(): Promise<boolean> {
    const { note } = this.state;
    return this.#attempt(async () => {
      this.#takeNote((await this.#around.api.note(this.id, note)).note);
      if (this.state.note === note) this.writeNote("");
    });
  }

  /** Tells that the agent sees what their customer has said, if they do. */
  tellSeen(): void {
    if (!this.mine || this.state.row.unread === 0 || document.visibilityState !== "visible") return;
    this.#around.api.seen(this.id, this.lastSeq).catch(() => {});
  }

  /** An act that may be refused as things stand: then this is shown as it stands; `over` where it is one too many. */
  #attempt(work: () => Promise<unknown>, over: Over | null = null): Promise<boolean> {
    return this.#around.attempt(async () => {
      try {
        await work();
      } catch (error) {
        const conflict = conflictOf(error);
        if (!conflict) throw error;
        this.#setRow(conflict.conversation);
        this.#take(conflict.newer);
        if (conflict.refusal === "moved_on") this.set({ moved: conflict.newer });
        else if (conflict.refusal === "full") this.set({ over });
        else throw error;
        throw new Reported();
      }
    });
  }

  #did({ conversation, messages }: { conversation: Row; messages: Message[] }): void {
    this.#take(messages);
    this.#setRow(conversation);
  }

  #setRow(row: Row): void {
    if (row.updated_at < this.state.row.updated_at) return;
    this.set({ row });
    this.#around.changed(row);
    this.#tellShown();
    this.tellSeen();
  }

  #take(messages: readonly Message[]): void {
    const known = new Map(this.state.messages.map((message) => [message.seq, message]));
    for (const message of messages) known.set(message.seq, message);
    this.set({ messages: [...known.values()].sort((one, other) => one.seq - other.seq) });
  }

  #takeNote({ id, agent, text, at }: Note): void {
    if (this.state.notes.some((note) => note.id === id)) return;
    this.set({ notes: [...this.state.notes, { id, agent, text, at }] });
  }

  #keptDraft(): Draft | null {
    return recall<Draft>(`draft.${this.#around.me}.${this.id}`);
  }

  #keptNote(): string {
    return recall<string>(`note.${this.#around.me}.${this.id}`) ?? "";
  }

  #setDraft(draft: Draft | null): void {
    this.set({ draft });
    keep(`draft.${this.#around.me}.${this.id}`, draft);
  }

  /** Counts suggestions as shown once to the agent who can use them. */
  #tellShown(): void {
    if (!this.mine) return;
    for (const { id } of this.state.advice?.suggestions ?? []) {
      if (this.#shown.has(id)) continue;
      this.#shown.add(id);
      this.#tell(id, "shown");
    }
  }

  /** What became of a suggestion is for the statistics: where it is not heard, nothing is lost. */
  #tell(suggestion: string, event: "shown" | "inserted" | "rejected"): void {
    this.#around.api.feedback(suggestion, event).catch(() => {});
  }
}

/** It did not work, and the agent has been told in another way. */
export class Reported extends Error {}

function conflictOf(error: unknown): Conflict | null {
  const answer = error instanceof ApiError && error.status === 409 ? (error.answer as Conflict) : null;
  return answer?.conversation ? answer : null;
}
