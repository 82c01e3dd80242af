import type { Attachment, Taken } from "../shared/wire";
import type { Conversation } from "./conversation";
import type { Locale } from "./words";

/** Fills a place, until it is called back. */
type Fill = (place: HTMLElement) => () => void;

/** What the part for attachments does, which is fetched. */
export interface Files {
  button: Fill;
  tray: Fill;
  show: (place: HTMLElement, of: readonly Attachment[]) => () => void;
  take: (files: readonly File[]) => void;
  /** What goes with the message that is sent now. */
  sent: () => Attachment[] | undefined;
}

export interface FilesOptions {
  server: string;
  token: () => string | null;
  /** Null where the server takes none: whoever brings one is told so. */
  taken: Taken | null;
  locale: () => Locale;
  conversation: Conversation;
}

/** Fetches it. */
export const filesOf = async (options: FilesOptions): Promise<Files> =>
  (await import(`${options.server}/chat/files.js`)).begin(options);
