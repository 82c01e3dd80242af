import { useEffect, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import type { Assignee } from "../api";
import { words } from "../i18n/zh-Hans";
import type { Shortcut } from "../keys";
import type { Talk } from "../talk";
import type { Colleague } from "../wire";
import { Confirmation, Dialog } from "./dialog";
import { useEnvironment } from "./environment";
import { MacroDialog } from "./macro-dialog";

/** The window that is open, if any. */
export function Dialogs({ shortcuts }: { shortcuts: Shortcut[] }) {
  const { desk, screen } = useEnvironment();
  const { talk } = useStore(desk);
  switch (useStore(screen).dialog) {
    case "help":
      return <Help shortcuts={shortcuts} />;
    case "assign":
      return <Assign />;
    case "resolve":
      return <Resolve />;
    case "macros":
      return <MacroDialog />;
    default:
      return talk && <GoOver talk={talk} />;
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
      <Choice label={keys.single} checked={singleKeys} onChange={(on) => screen.choose({ singleKeys: on })} />
      <Choice label={words.sound} checked={sound} onChange={(on) => screen.choose({ sound: on })} />
      <Choice
        label={words.notify}
        checked={notify === true}
        onChange={(on) => (on ? screen.beCalled() : screen.choose({ notify: false }))}
      />
    </Dialog>
  );
}

interface ChoiceProps {
  label: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}

function Choice({ label, checked, onChange }: ChoiceProps) {
  return (
    <label>
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />{" "}
      {label}
    </label>
  );
}

/** Who is there, and how much each has to do: one is chosen. */
function Assign() {
  const { desk, screen } = useEnvironment();
  const { talk, me, teams } = useStore(desk);
  const [agents, setAgents] = useState<readonly Colleague[] | null>(null);
  const [sought, setSought] = useState("");
  useEffect(() => {
    desk.attempt(async () => setAgents(await desk.colleagues()));
  }, []);
  const close = () => screen.set({ dialog: null });
  const speaks = talk?.state.row.status === "human" ? talk.state.row.agent?.id : null;
  const others = agents?.filter(({ id }) => id !== speaks);
  const isSought = (...names: (string | null)[]) =>
    names.some((name) => name?.toLowerCase().includes(sought.trim().toLowerCase()));
  const found = others?.filter(({ id, name, team }) => isSought(id, name, team));
  const foundTeams = agents ? teams.filter((team) => isSought(team)) : [];
  const assign = async (to: Assignee) => {
    if ((await talk?.assign(to)) || talk?.state.over) close();
  };
  return (
    <Dialog title={words.assign.title} onClose={close}>
      <input
        type="search"
        aria-label={words.assign.search}
        placeholder={words.assign.search}
        maxLength={100}
        value={sought}
        onInput={({ currentTarget }) => setSought(currentTarget.value)}
      />
      {!others && <p class="nothing">{words.loading}</p>}
      {others?.length === 0 && <p class="nothing">{words.assign.nobody}</p>}
      {others && others.length > 0 && found?.length === 0 && foundTeams.length === 0 && (
        <p class="nothing">{words.notFound}</p>
      )}
      <ul class="roster">
        {agents &&
          foundTeams.map((team) => (
            <li key={team}>
              <button type="button" class="row" onClick={() => assign({ team })}>
                <span class="row-head">
                  <strong>{words.assign.team(team)}</strong>
                  <span class="small">
                    {words.assign.presentOfTeam(
                      agents.filter((one) => one.team === team && one.present).length,
                    )}
                  </span>
                </span>
              </button>
            </li>
          ))}
        {found?.map(({ id, name, team, present, load }) => (
          <li key={id}>
            <button type="button" class="row" onClick={() => assign({ agent_id: id })}>
              <span class="row-head">
                <strong>{id === me?.agent_id ? words.assign.me : words.member(name, team)}</strong>
                <span class={present ? "status human" : "status"}>
                  {present ? words.assign.present : words.assign.absent}
                </span>
                <span class="small">{words.assign.load(load, me?.capacity ?? null)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="small">{words.assign.hint}</p>
    </Dialog>
  );
}

/** Whether an agent gets one more than they are to have. */
function GoOver({ talk }: { talk: Talk }) {
  const { desk, screen } = useEnvironment();
  const { over } = useStore(talk);
  if (!over) return null;
  const capacity = desk.state.me?.capacity ?? 0;
  return (
    <Confirmation
      title={words.over.title}
      question={over.to ? words.over.other(capacity) : words.over.mine(capacity)}
      yes={over.to ? words.over.assign : words.over.take}
      onYes={async () => {
        if ((await talk.goOver(true)) && !over.to) screen.write("reply");
      }}
      onClose={() => talk.goOver(false)}
    />
  );
}

function Resolve() {
  const { desk, screen } = useEnvironment();
  const close = () => screen.set({ dialog: null });
  return (
    <Confirmation
      title={words.acts.resolve}
      question={words.confirmResolve}
      yes={words.confirm}
      onYes={() => {
        close();
        desk.state.talk?.act("resolve");
      }}
      onClose={close}
    />
  );
}
