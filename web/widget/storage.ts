import { storage } from "../shared/storage";

export type Kept =
  | "token"
  | "conversation"
  | "draft"
  | "outbox"
  | "seen"
  | "feedback"
  | "rated"
  | "opening"
  | "consent"
  | "locale"
  | "theme"
  | "large";

export const { recall, keep } = storage<Kept>("refund-chat.", () => localStorage);
