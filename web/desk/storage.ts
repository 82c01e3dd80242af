import { storage } from "../shared/storage";

export type Kept = "token" | "keys" | "sound" | `draft.${string}`;

/** Kept until the tab is closed, and in no other tab. */
export const { recall, keep } = storage<Kept>("refund-desk.", () => sessionStorage);
