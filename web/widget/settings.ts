import { Store } from "../shared/store";
import { keep, recall } from "./storage";
import { isLocale, type Locale, localeOf, type Words, wordsOf, zhHans } from "./words";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface Choices {
  locale: Locale;
  theme: Theme;
  large: boolean;
  /** Whether a tone tells of an answer to who is away. */
  sound: boolean;
}

export interface SettingsState extends Choices {
  /** In the language chosen, once they have come. */
  words: Words;
}

/** How the customer likes it shown; what they have chosen goes before what the site says. */
export class Settings extends Store<SettingsState> {
  readonly #server: string;

  constructor(server: string, locale: string | null, theme: string | null) {
    super({
      ...preferred(locale, theme),
      large: recall<boolean>("large") ?? false,
      sound: recall<boolean>("sound") ?? true,
      words: zhHans,
    });
    this.#server = server;
    this.#speak();
  }

  /** What the site says now. */
  follow(locale: string | null, theme: string | null): void {
    this.set(preferred(locale, theme));
    this.#speak();
  }

  choose(changes: Partial<Choices>): void {
    this.set(changes);
    for (const [name, chosen] of Object.entries(changes)) keep(name as keyof Choices, chosen);
    this.#speak();
  }

  async #speak(): Promise<void> {
    const { locale } = this.state;
    if (this.state.words.locale === locale) return;
    const words = await wordsOf(locale, this.#server);
    if (this.state.locale === locale) this.set({ words });
  }
}

function preferred(locale: string | null, theme: string | null): { locale: Locale; theme: Theme } {
  const chosen = recall<string>("locale") ?? locale;
  return {
    locale: isLocale(chosen)
      ? chosen
      : localeOf(chosen || document.documentElement.lang || navigator.language),
    theme: THEMES.find((one) => one === (recall<string>("theme") ?? theme)) ?? "auto",
  };
}
