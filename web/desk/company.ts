import { ApiError, Http } from "../shared/http";
import { words } from "./i18n/zh-Hans";

/** So long before a token ends the next is fetched. */
const EARLY_S = 60;
const LEAST_PAUSE_S = 5;
const LOCK = "refund-desk.session";

/** A token, and for how long it holds. */
interface Given {
  token: string;
  seconds: number;
}

export interface CompanyEvents {
  /** A token in place of the one before. */
  renewed: (token: string) => void;
  /** The company does not vouch for the agent any more. */
  ended: (text: string) => void;
}

/** Where the server says that agents sign in: at the company's issuer. */
export const isOffered = () =>
  document.querySelector<HTMLMetaElement>('meta[name="sign-in"]')?.content === "company";

/** Why nobody was signed in, as the server says it behind the #. */
export function failureOf(told: string | null): keyof typeof words.signIn.failed | null {
  return told && Object.hasOwn(words.signIn.failed, told) ? (told as keyof typeof words.signIn.failed) : null;
}

/** The way to the issuer and back to a page of the desk; `anew`: as whoever the agent then says they are. */
export function addressOfSignIn(to: string, anew: boolean): string {
  const query = new URLSearchParams({ to });
  if (anew) query.set("anew", "1");
  return `/desk/sign-in?${query}`;
}

/**
 * The agent's session at the company. The server keeps it in a cookie that no script reads; tokens of the desk
 * are here, in memory alone, and the next is fetched before one ends.
 */
export class Company {
  readonly #http = new Http("/desk", () => words.unreachable);
  readonly #events: CompanyEvents;
  /** Other tabs of the desk: who signs out in one is signed out in all. */
  readonly #tabs = new BroadcastChannel(LOCK);
  #asking: Promise<string | null> | null = null;
  #next: ReturnType<typeof setTimeout> | undefined;

  constructor(events: CompanyEvents) {
    this.#events = events;
    this.#tabs.onmessage = () => this.#events.ended(words.signIn.failed.ended);
  }

  /** A token, and from now on the next in time; null where nobody is signed in. `ApiError` where none can be had. */
  token(): Promise<string | null> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Ends the session in every tab; gives the address at which the agent signs out at the issuer. */
  async end(): Promise<string | null> {
    const { to } = await inTurn(() => this.#http.call<{ to: string | null }>("DELETE", "session"));
    this.forget();
    this.#tabs.postMessage("ended");
    return to;
  }

  /** Fetches no more tokens. */
  forget(): void {
    clearTimeout(this.#next);
  }

  async #ask(): Promise<string | null> {
    this.forget();
    const given = await inTurn(() => this.#http.call<Given | null>("POST", "session"));
    if (!given) return null;
    this.#renewIn(given.seconds - EARLY_S);
    this.#events.renewed(given.token);
    return given.token;
  }

  #renewIn(seconds: number): void {
    const pause = Math.max(seconds, LEAST_PAUSE_S) * 1000;
    this.#next = setTimeout(() => this.#renew(), pause);
  }

  async #renew(): Promise<void> {
    try {
      if ((await this.token()) === null) this.#events.ended(words.signIn.failed.ended);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) this.#events.ended(error.error.text);
      else this.#renewIn(0);
    }
  }
}

/** One tab after the other: an issuer may take a refresh token once, and the next tab finds the new one. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}
