import { Http } from "../shared/http";
import type { Choice, Message, Status, Taken } from "../shared/wire";

export interface Session {
  token: string;
  conversation_id: string;
  expires_at: string;
  renew_at: string;
  status: Status;
  agent?: { name: string } | null;
  /** Says that orders are invented, where they are. */
  banner?: string | null;
  /** Where customers ask for their money back themselves. */
  refund_page?: string | null;
  /** The operator's privacy notice. */
  privacy_page?: string | null;
  greeting: { texts: string[]; choices: Choice[] };
  hot_questions: HotQuestion[];
  /** Whether the customer has agreed to the privacy notice. */
  consent: boolean;
  features: { attachments?: Taken | null };
}

export interface HotQuestion {
  title: string;
  text: string;
}

export interface Suggestion extends HotQuestion {
  topic: string;
}

export interface History {
  messages: Message[];
  last_seq: number;
  more: boolean;
}

/** The customer's HTTP interface. */
export class Api {
  readonly #http: Http;

  /** `offline` gives the sentence for a server that does not answer. */
  constructor(server: string, offline: () => string) {
    this.#http = new Http(`${server}/chat`, offline);
  }

  get token(): string | null {
    return this.#http.token;
  }

  set token(token: string | null) {
    this.#http.token = token;
  }

  session(request: { token: string | null; customer_token: string | null; page: string; locale: string }) {
    return this.#http.call<Session>("POST", "session", request);
  }

  history(before: number | null, limit: number) {
    const query = new URLSearchParams({ limit: String(limit) });
    if (before !== null) query.set("before_seq", String(before));
    return this.#http.call<History>("GET", `history?${query}`);
  }

  async suggest(text: string, signal: AbortSignal): Promise<Suggestion[]> {
    const query = new URLSearchParams({ q: text });
    return (
      await this.#http.call<{ suggestions: Suggestion[] }>("GET", `suggest?${query}`, undefined, signal)
    ).suggestions;
  }

  feedback(feedback: { seq: number; useful: boolean; reason?: string; comment?: string }) {
    return this.#http.call("POST", "feedback", feedback);
  }

  rating(rating: { stars: number; comment?: string }) {
    return this.#http.call("POST", "rating", rating);
  }

  leaveMessage(message: { text: string; contact: string }) {
    return this.#http.call("POST", "leave-message", message);
  }

  consent(granted: boolean) {
    return this.#http.call("POST", "consent", { granted });
  }

  handoff() {
    return this.#http.call<{ status?: Status }>("POST", "handoff", {});
  }

  erase() {
    return this.#http.call("DELETE", "me");
  }
}
