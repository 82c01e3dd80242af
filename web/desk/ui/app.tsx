import { useEffect, useMemo } from "preact/hooks";
import { ring } from "../../shared/ring";
import { useStore } from "../../shared/store";
import { leads, notify } from "../bell";
import type { Desk } from "../desk";
import { words } from "../i18n/zh-Hans";
import { shortcuts, useShortcuts } from "../keys";
import { addressOf, type Pane, type Screen } from "../screen";
import { Bar, viewsOf } from "./bar";
import { Case } from "./case";
import { Conversation } from "./conversation";
import { Dialogs } from "./dialogs";
import { EnvironmentContext, useEnvironment } from "./environment";
import { Figures } from "./figures";
import { Macros } from "./macros";
import { Queue } from "./queue";
import { Review } from "./review";
import { type HostName, Sidebar } from "./sidebar";
import { SignIn } from "./sign-in";
import { Toast } from "./toast";

const PANES: Pane[] = ["list", "talk", "advice"];

interface Props {
  desk: Desk;
  screen: Screen;
  /** The other desk in which this one is a sidebar. */
  host: HostName | null;
}

export function App({ desk, screen, host }: Props) {
  const { me } = useStore(desk);
  return (
    <EnvironmentContext.Provider value={{ desk, screen }}>
      {!me ? <SignIn /> : host ? <Sidebar name={host} /> : <Shell />}
    </EnvironmentContext.Provider>
  );
}

function Shell() {
  const { desk, screen } = useEnvironment();
  const { link, me, waiting, counts } = useStore(desk);
  const { view, singleKeys } = useStore(screen);
  const keys = useMemo(() => shortcuts(desk, screen), [desk, screen]);
  useShortcuts(desk, keys, singleKeys);
  useEffect(() => {
    document.title = words.titleBadge(waiting, counts?.unread ?? 0, counts?.left ?? 0) + words.name;
  }, [waiting, counts]);
  const shown = me && viewsOf(me).includes(view) ? view : "talk";
  return (
    <>
      <Bar />
      {link === "offline" && (
        <p class="offline" role="status">
          {words.offline}
        </p>
      )}
      <main>
        {shown === "talk" && <Talks />}
        {shown === "macros" && <Macros />}
        {shown === "figures" && <Figures />}
        {shown === "review" && <Review />}
      </main>
      <Calls />
      <Toast desk={desk} />
      <Dialogs shortcuts={keys} />
    </>
  );
}

function Talks() {
  const { desk, screen } = useEnvironment();
  const { talk } = useStore(desk);
  const { pane } = useStore(screen);
  useEffect(() => {
    history.replaceState(null, "", addressOf(talk?.id ?? null) + location.search);
  }, [talk?.id]);
  return (
    <>
      <nav class="panes" aria-label={words.views.talk}>
        {PANES.map((one) => (
          <button
            type="button"
            key={one}
            aria-current={one === pane ? "true" : undefined}
            onClick={() => screen.set({ pane: one })}
          >
            {words.panes[one]}
          </button>
        ))}
      </nav>
      <div class={`talks show-${pane}`}>
        <Queue />
        {talk ? (
          <>
            <Conversation talk={talk} key={talk.id} />
            <Case talk={talk} />
          </>
        ) : (
          <p class="nothing-open">{words.nothingOpen}</p>
        )}
      </div>
    </>
  );
}

/** Calls the agent: for those who hear the page, by a tone, and by the browser where nobody looks at it. */
function Calls() {
  const { desk, screen } = useEnvironment();
  const { call } = useStore(desk);
  useEffect(() => {
    if (!call || !leads()) return;
    if (screen.state.sound) ring();
    if (screen.state.notify) notify(call.text, call.id, () => desk.openById(call.id));
  }, [call]);
  return (
    <p class="hidden" aria-live="polite">
      {!call?.told && call?.text}
    </p>
  );
}
