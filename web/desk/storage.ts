import { storage } from "../shared/storage";

/** The token is kept until the tab is closed, and in no other tab. */
export const session = storage<"token">("refund-desk.", () => sessionStorage);

/** Of one agent, so that whoever signs in next at the same machine does not find them. */
type Draft = `draft.${string}` | `note.${string}` | `left.${string}` | `macro.${string}`;

/** Choices and drafts are kept for good, and in every tab. */
export const { recall, keep } = storage<"keys" | "sound" | "notify" | Draft>(
  "refund-desk.",
  () => localStorage,
);
