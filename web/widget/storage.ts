import { storage } from "../shared/storage";

export type Kept =
  | "token"
  | "conversation"
  | "outbox"
  | "seen"
  | "feedback"
  | "rated"
  | "opening"
  | "consent"
  | "locale"
  | "theme"
  | "large"
  | "sound";

export const PREFIX = "refund-chat.";

/** Kept for all tabs. */
export const { recall, keep } = storage<Kept>(PREFIX, () => localStorage);

/** What is being written. */
export type Draft = "draft" | "form" | "comment";

export const DRAFTS: readonly Draft[] = ["draft", "form", "comment"];

/** Kept for this tab. */
export const tab = storage<Draft | "open">(PREFIX, () => sessionStorage);
