import { useEffect, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import type { Shortcut } from "../keys";
import type { Colleague } from "../wire";
import { CannedDialog } from "./canned";
import { Dialog } from "./dialog";
import { useEnvironment } from "./environment";

/** The window that is open, if any. */
export function Dialogs({ shortcuts }: { shortcuts: Shortcut[] }) {
  const { screen } = useEnvironment();
  switch (useStore(screen).dialog) {
    case "help":
      return <Help shortcuts={shortcuts} />;
    case "assign":
      return <Assign />;
    case "resolve":
      return <Resolve />;
    case "canned":
      return <CannedDialog />;
    default:
      return null;
  }
}

function Help({ shortcuts }: { shortcuts: Shortcut[] }) {
  const { screen } = useEnvironment();
  const { singleKeys, sound, notify } = useStore(screen);
  const { keys } = words;
  const byWhat = new Map<string, string[]>();
  for (const { key, does } of shortcuts) byWhat.set(does, [...(byWhat.get(does) ?? []), key.toUpperCase()]);
  byWhat.set(keys.send, ["Ctrl Enter"]);
  byWhat.set(keys.putAway, ["Esc"]);
  return (
    <Dialog title={keys.title} onClose={() => screen.set({ dialog: null })}>
      <dl class="keys">
        {[...byWhat].map(([does, which]) => (
          <div key={does}>
            <dt>
              {which.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="small">{keys.inComposer}</p>
      <label>
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={({ currentTarget }) => screen.choose({ singleKeys: currentTarget.checked })}
        />{" "}
        {keys.single}
      </label>
      <label>
        <input
          type="checkbox"
          checked={sound}
          onChange={({ currentTarget }) => screen.choose({ sound: currentTarget.checked })}
        />{" "}
        {words.sound}
      </label>
      <label>
        <input
          type="checkbox"
          checked={notify === true}
          onChange={({ currentTarget }) =>
            currentTarget.checked ? screen.beCalled() : screen.choose({ notify: false })
          }
        />{" "}
        {words.notify}
      </label>
    </Dialog>
  );
}

/** Who is there, and how much each has to do: one is chosen. */
function Assign() {
  const { desk, screen } = useEnvironment();
  const { talk, me } = useStore(desk);
  const [agents, setAgents] = useState<readonly Colleague[] | null>(null);
  useEffect(() => {
    desk.attempt(async () => setAgents(await desk.api.agents()));
  }, []);
  const close = () => screen.set({ dialog: null });
  const speaks = talk?.state.row.status === "human" ? talk.state.row.agent?.id : null;
  const others = agents?.filter(({ id }) => id !== speaks);
  return (
    <Dialog title={words.assign.title} onClose={close}>
      {!others && <p class="nothing">{words.loading}</p>}
      {others?.length === 0 && <p class="nothing">{words.assign.nobody}</p>}
      <ul class="roster">
        {others?.map(({ id, name, present, load }) => (
          <li key={id}>
            <button
              type="button"
              class="row"
              onClick={async () => {
                if (await talk?.assign(id)) close();
              }}
            >
              <span class="row-head">
                <strong>{id === me?.agent_id ? words.assign.me : name}</strong>
                <span class={present ? "status human" : "status"}>
                  {present ? words.assign.present : words.assign.absent}
                </span>
                <span class="small">{words.assign.load(load)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="small">{words.assign.hint}</p>
    </Dialog>
  );
}

function Resolve() {
  const { desk, screen } = useEnvironment();
  const close = () => screen.set({ dialog: null });
  return (
    <Dialog title={words.acts.resolve} onClose={close}>
      <p>{words.confirmResolve}</p>
      <div class="buttons">
        <button type="button" onClick={close}>
          {words.cancel}
        </button>
        <button
          type="button"
          class="primary"
          autofocus
          onClick={() => {
            close();
            desk.state.talk?.act("resolve");
          }}
        >
          {words.confirm}
        </button>
      </div>
    </Dialog>
  );
}
