import { useEffect, useMemo } from "preact/hooks";
import { useStore } from "../../shared/store";
import type { Desk } from "../desk";
import { words } from "../i18n/zh-Hans";
import { shortcuts, useShortcuts } from "../keys";
import { addressOf, type Pane, type Screen } from "../screen";
import { ring } from "../sound";
import { Bar } from "./bar";
import { Case } from "./case";
import { Conversation } from "./conversation";
import { Dialogs } from "./dialogs";
import { EnvironmentContext, useEnvironment } from "./environment";
import { Figures } from "./figures";
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
  const { link, me, waiting } = useStore(desk);
  const { view, singleKeys } = useStore(screen);
  const keys = useMemo(() => shortcuts(desk, screen), [desk, screen]);
  useShortcuts(desk, keys, singleKeys);
  useEffect(() => {
    document.title = (waiting ? words.titleBadge(waiting) : "") + words.name;
  }, [waiting]);
  const shown = me?.role === "supervisor" ? view : "talk";
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
        {shown === "figures" && <Figures />}
        {shown === "review" && <Review />}
      </main>
      <Arrivals />
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

/** For those who hear the page: who has begun to wait. */
function Arrivals() {
  const { desk, screen } = useEnvironment();
  const { arrival } = useStore(desk);
  useEffect(() => {
    if (arrival && screen.state.sound) ring();
  }, [arrival]);
  return (
    <p class="hidden" aria-live="polite">
      {arrival}
    </p>
  );
}
