import { Http } from "../shared/http";
import type {
  Act,
  Advice,
  Agent,
  Canned,
  Decision,
  Details,
  Listing,
  Me,
  Note,
  Report,
  ReviewItem,
  ReviewPage,
} from "./wire";

export type Tab = "queued" | "mine" | "all" | "closed";
export type SimpleAct = "take-over" | "hand-back" | "resolve";
export type SuggestionEvent = "shown" | "inserted" | "rejected";

/** What advice is wanted on: a conversation, or a text of another desk. */
export type Asked = { conversation_id: string; order_id?: string } | { text: string };

export interface Say {
  text: string;
  based_on_seq: number;
  force?: boolean;
  suggestion_id?: string;
}

/** The agents' HTTP interface. */
export class Api {
  readonly #http: Http;

  /** `offline` gives the sentence for a server that does not answer. */
  constructor(offline: () => string) {
    this.#http = new Http("/assist/v1", offline);
  }

  get token(): string | null {
    return this.#http.token;
  }

  set token(token: string | null) {
    this.#http.token = token;
  }

  me() {
    return this.#http.call<Me>("GET", "me");
  }

  list(tab: Tab, words: string, cursor: string | null) {
    const query = new URLSearchParams();
    if (tab === "mine") query.set("mine", "true");
    else if (tab !== "all") query.set("status", tab);
    if (words) query.set("q", words);
    if (cursor) query.set("cursor", cursor);
    return this.#http.call<Listing>("GET", `conversations?${query}`);
  }

  conversation(id: string, before: number | null = null) {
    const query = before === null ? "" : `?before_seq=${before}`;
    return this.#http.call<Details>("GET", `conversations/${id}${query}`);
  }

  act(id: string, act: SimpleAct) {
    return this.#http.call<Act>("POST", `conversations/${id}/${act}`);
  }

  assign(id: string, to: Agent) {
    return this.#http.call<Act>("POST", `conversations/${id}/assign`, { agent_id: to.id, name: to.name });
  }

  say(id: string, say: Say) {
    return this.#http.call<Act>("POST", `conversations/${id}/say`, say);
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

  async canned() {
    return (await this.#http.call<{ canned: Canned[] }>("GET", "canned")).canned;
  }

  report() {
    return this.#http.call<Report>("GET", "reports/today");
  }

  review(cursor: string | null) {
    return this.#http.call<ReviewPage>("GET", cursor ? `review?cursor=${cursor}` : "review");
  }

  decide(item: number, decision: Decision) {
    return this.#http.call<{ item: ReviewItem }>("POST", `review/${item}`, decision);
  }
}
