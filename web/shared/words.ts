import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type SharedWords, zhHans } from "./i18n/zh-Hans";

/** The words in the language of the page; a page provides its own, which hold these. */
export const SharedWordsContext = createContext<SharedWords>(zhHans);

export const useSharedWords = (): SharedWords => useContext(SharedWordsContext);
