import { Transport } from "../attachments/transport";
import { ApiError, Http } from "../shared/http";
import type {
  Act,
  Advice,
  Colleague,
  Decision,
  Details,
  Filled,
  LeftMessage,
  Listing,
  Macro,
  MacroText,
  Me,
  Note,
  Report,
  ReviewItem,
  ReviewPage,
  Trace,
} from "./wire";

export type Tab = "queued" | "mine" | "left" | "all" | "closed";
export type SimpleAct = "hand-back" | "resolve";
export type SuggestionEvent = "shown" | "inserted" | "rejected";

/** What advice is wanted on: a conversation, or a text of another desk. */
export type Asked = { conversation_id: string; order_id?: string } | { text: string };

/** Which conversations are wanted, and from where on. */
export interface Sought {
  words?: string;
  cursor?: string | null;
  /** On which something was said. */
  days?: { from: string; to: string } | null;
  /** Of those that wait, the ones that were given to it. */
  team?: string | null;
}

/** Whom a conversation is given to. */
export type Assignee = { agent_id: string } | { team: string };

export interface Say {
  text?: string;
  attachments?: readonly { id: string; name: string }[];
  based_on_seq: number;
  force?: boolean;
  suggestion_id?: string;
}

/** Calls that are made again with a new token where the one they had is over. */
class RenewingHttp extends Http {
  renew: (() => Promise<unknown>) | null = null;

  override async call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    try {
      return await super.call<T>(method, path, body, signal);
    } catch (error) {
      if (!this.renew || !(error instanceof ApiError) || error.status !== 401) throw error;
      await this.renew();
      return super.call<T>(method, path, body, signal);
    }
  }
}

/** The agents' HTTP interface. */
export class Api {
  readonly #http: RenewingHttp;

  /** `offline` gives the sentence for a server that does not answer. */
  constructor(offline: () => string) {
    this.#http = new RenewingHttp("/assist/v1", offline);
  }

  get token(): string | null {
    return this.#http.token;
  }

  set token(token: string | null) {
    this.#http.token = token;
  }

  /** Fetches a new token where one is refused; null where there is only the one. */
  set renew(renew: (() => Promise<unknown>) | null) {
    this.#http.renew = renew;
  }

  me() {
    return this.#http.call<Me>("GET", "me");
  }

  list(tab: Tab, { words = "", cursor = null, days = null, team = null }: Sought = {}) {
    const query = new URLSearchParams(days ?? {});
    if (team && tab === "queued") query.set("team", team);
    if (tab === "mine") query.set("mine", "true");
    else if (tab !== "all") query.set("status", tab === "left" ? "queued" : tab);
    if (words) query.set("q", words);
    if (cursor) query.set("cursor", cursor);
    return this.#http.call<Listing>("GET", `conversations?${query}`);
  }

  /** Says that the agent is at the desk. */
  beat() {
    return this.#http.call("POST", "me/presence");
  }

  seen(id: string, seq: number) {
    return this.#http.call("POST", `conversations/${id}/seen`, { seq });
  }

  async leftMessages(status: "open" | "done") {
    const page = await this.#http.call<{ left_messages: LeftMessage[] }>(
      "GET",
      `left-messages?status=${status}`,
    );
    return page.left_messages;
  }

  takeLeft(id: number) {
    return this.#http.call("POST", `left-messages/${id}/take`);
  }

  answerLeft(id: number, text: string | null) {
    return this.#http.call("POST", `left-messages/${id}/answer`, text === null ? {} : { text });
  }

  /** All conversations of a customer, the latest first. */
  async of(customer: string) {
    const query = new URLSearchParams({ customer });
    return (await this.#http.call<Listing>("GET", `conversations?${query}`)).conversations;
  }

  async agents() {
    return (await this.#http.call<{ agents: Colleague[] }>("GET", "agents")).agents;
  }

  conversation(id: string, before: number | null = null) {
    const query = before === null ? "" : `?before_seq=${before}`;
    return this.#http.call<Details>("GET", `conversations/${id}${query}`);
  }

  trace(id: string, seq: number) {
    return this.#http.call<Trace>("GET", `conversations/${id}/messages/${seq}/trace`);
  }

  act(id: string, act: SimpleAct) {
    return this.#http.call<Act>("POST", `conversations/${id}/${act}`);
  }

  /** `force`: although the agent has as many customers as one is to have. */
  takeOver(id: string, force: boolean) {
    return this.#http.call<Act>("POST", `conversations/${id}/take-over?force=${force}`);
  }

  assign(id: string, to: Assignee, force: boolean) {
    return this.#http.call<Act>("POST", `conversations/${id}/assign?force=${force}`, to);
  }

  say(id: string, say: Say) {
    return this.#http.call<Act>("POST", `conversations/${id}/say`, say);
  }

  /** The way of a conversation's attachments. */
  attachments(id: string): Transport {
    return new Transport({
      base: `/assist/v1/conversations/${id}/attachments`,
      token: () => this.token,
      renew: () => this.#http.renew?.(),
    });
  }

  note(id: string, text: string) {
    return this.#http.call<{ note: Note }>("POST", `conversations/${id}/note`, { text });
  }

  tag(id: string, tags: string[]) {
    return this.#http.call<Act>("POST", `conversations/${id}/tag`, { tags });
  }

  suggest(asked: Asked, signal?: AbortSignal) {
    return this.#http.call<Advice>("POST", "suggest", asked, signal);
  }

  feedback(suggestionId: string, event: SuggestionEvent) {
    return this.#http.call("POST", "feedback", { suggestion_id: suggestionId, event });
  }

  macros() {
    return this.#http.call<{ macros: Macro[]; variables: string[] }>("GET", "macros");
  }

  /** Changes a macro, or makes a new one where the id is 0. */
  saveMacro(id: number, macro: MacroText) {
    return this.#http.call(id ? "PUT" : "POST", id ? `macros/${id}` : "macros", macro);
  }

  deleteMacro(id: number) {
    return this.#http.call("DELETE", `macros/${id}`);
  }

  fillMacro(id: number, conversation: string) {
    return this.#http.call<Filled>("POST", `macros/${id}/fill`, { conversation_id: conversation });
  }

  /** Of the days from `from` to `to` in Asia/Shanghai; today where there are none. */
  report(days: { from: string; to: string } | null) {
    return this.#http.call<Report>("GET", days ? `reports?${new URLSearchParams(days)}` : "reports");
  }

  review(cursor: string | null) {
    return this.#http.call<ReviewPage>("GET", cursor ? `review?cursor=${cursor}` : "review");
  }

  decide(item: number, decision: Decision) {
    return this.#http.call<{ item: ReviewItem }>("POST", `review/${item}`, decision);
  }
}
