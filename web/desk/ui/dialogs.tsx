import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import type { Shortcut } from "../keys";
import type { Agent } from "../wire";
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
  const { singleKeys, sound } = useStore(screen);
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
    </Dialog>
  );
}

function Assign() {
  const { desk, screen } = useEnvironment();
  const { talk, me, rows } = useStore(desk);
  const close = () => screen.set({ dialog: null });
  const known = new Map<string, Agent>();
  for (const { agent } of rows ?? []) if (agent) known.set(agent.id, agent);
  const assign = async (to: Agent) => {
    if (await talk?.assign(to)) close();
  };
  return (
    <Dialog title={words.assign.title} onClose={close}>
      <form
        class="assign"
        onSubmit={(event) => {
          event.preventDefault();
          const id = String(new FormData(event.currentTarget).get("agent") ?? "").trim();
          if (id) assign(known.get(id) ?? { id, name: id });
        }}
      >
        <label for="agent">{words.assign.label}</label>
        <input id="agent" name="agent" list="agents" maxLength={100} required autofocus />
        <datalist id="agents">
          {[...known.values()].map(({ id, name }) => (
            <option value={id} key={id}>
              {name}
            </option>
          ))}
        </datalist>
        <p class="small">{words.assign.hint}</p>
        <div class="buttons">
          {me && !talk?.mine && (
            <button type="button" onClick={() => assign({ id: me.agent_id, name: me.name })}>
              {words.assign.me}
            </button>
          )}
          <button type="submit" class="primary">
            {words.assign.submit}
          </button>
        </div>
      </form>
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
