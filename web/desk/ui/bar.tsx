import { Icon } from "../../shared/icon";
import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import type { View } from "../screen";
import type { Me } from "../wire";
import { useEnvironment } from "./environment";

/** What there is to look at. */
export const viewsOf = ({ role }: Me): View[] =>
  role === "supervisor" ? ["talk", "macros", "figures", "review"] : ["talk", "macros"];

/** The top of the page: what to look at, who is signed in, help. */
export function Bar() {
  const { desk, screen } = useEnvironment();
  const { me, waiting } = useStore(desk);
  const { view } = useStore(screen);
  const views = me ? viewsOf(me) : [];
  return (
    <header class="bar">
      <h1>{words.name}</h1>
      <nav aria-label={words.main}>
        {views.map((one) => (
          <button
            type="button"
            key={one}
            aria-current={one === view ? "page" : undefined}
            onClick={() => screen.show(one)}
          >
            {words.views[one]}
            {one === "talk" && waiting > 0 && <span class="count">{waiting}</span>}
          </button>
        ))}
      </nav>
      <p class="who">
        <Icon name="person" />
        <strong>{me?.name}</strong>
        <span class="small">{me && words.roles[me.role]}</span>
      </p>
      <button type="button" class="soft" onClick={() => screen.set({ dialog: "help" })}>
        {words.keys.help} <kbd>?</kbd>
      </button>
      <button type="button" class="plain" onClick={() => desk.goHome()}>
        {words.signOut}
      </button>
    </header>
  );
}
