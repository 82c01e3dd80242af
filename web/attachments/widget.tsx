/** The widget's part for attachments, fetched when a talk begins: the page pays for it only then. */
import { render } from "preact";
import { stylesheet } from "../shared/stylesheet";
import type { Attachment } from "../shared/wire";
import type { Files, FilesOptions } from "../widget/files";
import { Chooser, Chosen } from "./chooser";
import { en } from "./i18n/en";
import { zhHans } from "./i18n/zh-Hans";
import { zhHant } from "./i18n/zh-Hant";
import { Shown } from "./shown";
import styles from "./styles.css";
import { Transport } from "./transport";
import { Tray } from "./tray";

const WORDS = { "zh-Hans": zhHans, "zh-Hant": zhHant, en };

/** Begins, once for a widget. */
export function begin({ server, token, taken, locale, conversation }: FilesOptions): Files {
  const transport = new Transport({ base: `${server}/chat/attachments`, token });
  const words = () => WORDS[locale()];
  const tell = (notice: string) => conversation.tell(notice);
  const changed = () => conversation.set({ chosen: tray.ready });
  const tray: Tray = new Tray({ transport, taken, words, tell, changed });
  const sheet = stylesheet(styles);
  const fill = (place: HTMLElement, content: preact.ComponentChild) => {
    const root = place.getRootNode() as ShadowRoot;
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    render(content, place);
    return () => render(null, place);
  };
  return {
    button: (place) => fill(place, <Chooser tray={tray} />),
    tray: (place) => fill(place, <Chosen tray={tray} />),
    show: (place, of: readonly Attachment[]) =>
      fill(place, <Shown of={of} transport={transport} words={words()} />),
    take: (files) => tray.take(files),
    sent: () => tray.sent(),
  };
}
