import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Message } from "../shared/wire";
import { type Words, zhHans } from "./i18n/zh-Hans";

export type { Words };
export { zhHans };

export const LOCALES = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" } as const;
export type Locale = keyof typeof LOCALES;

export const WordsContext = createContext<Words>(zhHans);
export const useWords = (): Words => useContext(WordsContext);

/** A notice of the system in the language of the page. */
export function systemText({ code, text, agent }: Message, words: Words): string {
  const told = code ? words.system[code] : undefined;
  return told ? told(agent?.name ?? words.agentName) : text;
}

/** The words of a language: simplified Chinese is built in, others are fetched; where that fails, Chinese. */
export async function wordsOf(locale: Locale, server: string): Promise<Words> {
  if (locale === "zh-Hans") return zhHans;
  try {
    return ((await import(`${server}/chat/words.${locale}.js`)) as { default: Words }).default;
  } catch {
    return zhHans;
  }
}

export const isLocale = (locale: unknown): locale is Locale =>
  typeof locale === "string" && locale in LOCALES;

/** The interface language for a language tag: traditional for Taiwan, Hong Kong and Macao, else simplified. */
export function localeOf(tag: string): Locale {
  const language = tag.toLowerCase();
  if (/^zh-(hant|tw|hk|mo)/.test(language)) return "zh-Hant";
  return language.startsWith("zh") ? "zh-Hans" : "en";
}
