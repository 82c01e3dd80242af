import { Store } from "../shared/store";
import type { Attachment, Taken } from "../shared/wire";
import type { AttachmentWords } from "./i18n/zh-Hans";
import { type Transport, UploadError } from "./transport";

/** A file that was chosen, on its way to be sent. */
export interface Item {
  key: number;
  file: File;
  name: string;
  /** How much of it is there, from 0 to 1. */
  part: number;
  /** As the server has it, once it is all there. */
  kept: Attachment | null;
  /** Why it is not, where another try may help. */
  failed: string | null;
}

export interface TrayState {
  items: readonly Item[];
}

interface Surroundings {
  transport: Transport;
  /** What the server takes; null where it takes none. */
  taken: Taken | null;
  words: () => AttachmentWords;
  /** Tells whoever chose it why a file is not sent. */
  tell: (text: string) => void;
  changed?: () => void;
}

/** What will be sent with the next message. */
export class Tray extends Store<TrayState> {
  readonly #around: Surroundings;
  readonly #uploads = new Map<number, AbortController>();
  #next = 0;

  constructor(around: Surroundings) {
    super({ items: [] });
    this.#around = around;
  }

  get taken(): Taken | null {
    return this.#around.taken;
  }

  get words(): AttachmentWords {
    return this.#around.words();
  }

  get transport(): Transport {
    return this.#around.transport;
  }

  /** Whether all that was chosen can be sent; null where nothing was. */
  get ready(): boolean | null {
    const { items } = this.state;
    return items.length ? items.every(({ kept }) => kept) : null;
  }

  /** Uploads files, as far as they may be sent. */
  take(files: readonly File[]): void {
    const { taken, words, tell } = this.#around;
    for (const file of files) {
      if (!taken) tell(words().notTaken);
      else if (!taken.types.includes(file.type)) tell(words().unsupported);
      else if (file.size > taken.most_bytes) tell(words().tooLarge(Math.floor(taken.most_bytes / 2 ** 20)));
      else if (this.state.items.length >= taken.most) tell(words().tooMany(taken.most));
      else this.#add(file);
    }
  }

  retry(key: number): void {
    this.#change(key, { failed: null, part: 0 });
    const item = this.state.items.find((one) => one.key === key);
    if (item) this.#upload(item);
  }

  remove(key: number): void {
    this.#uploads.get(key)?.abort();
    this.#uploads.delete(key);
    this.#set(this.state.items.filter((item) => item.key !== key));
  }

  /** What goes with the message that is sent now, if anything; what is still coming stays. */
  sent(): Attachment[] | undefined {
    const kept = this.kept();
    if (!kept.length) return undefined;
    this.#set(this.state.items.filter((item) => !item.kept));
    return kept;
  }

  /** What is there to be sent. */
  kept(): (Attachment & { name: string })[] {
    return this.state.items.flatMap(({ kept, name }) => (kept ? [{ ...kept, name }] : []));
  }

  #add(file: File): void {
    const item = { key: ++this.#next, file, name: file.name, part: 0, kept: null, failed: null };
    this.#set([...this.state.items, item]);
    this.#upload(item);
  }

  async #upload({ key, file }: Item): Promise<void> {
    const ending = new AbortController();
    this.#uploads.set(key, ending);
    try {
      const tell = (part: number) => this.#change(key, { part });
      const kept = await this.#around.transport.upload(file, tell, ending.signal);
      this.#change(key, { kept });
    } catch (error) {
      const text = error instanceof UploadError ? error.text : "";
      this.#change(key, { failed: text || this.words.unreachable });
    }
  }

  #change(key: number, changes: Partial<Item>): void {
    this.#set(this.state.items.map((item) => (item.key === key ? { ...item, ...changes } : item)));
  }

  #set(items: readonly Item[]): void {
    this.set({ items });
    this.#around.changed?.();
  }
}

/** The files of what is pasted or dropped; null where it is words, or both. */
export function filesOf(data: DataTransfer | null): File[] | null {
  return data?.types.includes("Files") && !data.types.includes("text/plain") ? [...data.files] : null;
}
