import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import { keep, recall } from "../storage";
import type { Macro, MacroText } from "../wire";
import { useEnvironment } from "./environment";

const LIMIT = { name: 60, text: 2000 };
const NOTHING: MacroText = { name: "", text: "", shared: false };

/** The texts that agents keep at hand: everybody's own, and those that supervisors keep for all. */
export function Macros() {
  const { desk } = useEnvironment();
  const { macros, me } = useStore(desk);
  /** The one that is being written; 0 for a new one. */
  const [written, setWritten] = useState<number | null>(null);
  useEffect(() => {
    desk.loadMacros();
  }, []);
  const told = words.macros;
  const done = () => setWritten(null);
  return (
    <div class="macros">
      <header>
        <h2>{told.title}</h2>
        <button type="button" class="primary" onClick={() => setWritten(0)}>
          {told.create}
        </button>
        <p class="small">{told.hint}</p>
      </header>
      {written === 0 && <Form id={0} macro={NOTHING} onDone={done} />}
      {([false, true] as const).map((shared) => {
        const found = macros.filter((macro) => macro.shared === shared);
        return (
          <section key={String(shared)} aria-label={shared ? told.ofAll : told.mine}>
            <h3>{shared ? told.ofAll : told.mine}</h3>
            {found.length === 0 && <p class="nothing">{told.nothing}</p>}
            <ul>
              {found.map((macro) => (
                <li key={macro.id}>
                  {written === macro.id ? (
                    <Form id={macro.id} macro={macro} onDone={done} />
                  ) : (
                    <Kept
                      macro={macro}
                      isTheirs={!shared || me?.role === "supervisor"}
                      onWrite={() => setWritten(macro.id)}
                    />
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Kept({ macro, isTheirs, onWrite }: { macro: Macro; isTheirs: boolean; onWrite: () => void }) {
  const { desk } = useEnvironment();
  const [asking, setAsking] = useState(false);
  const told = words.macros;
  return (
    <article>
      <h4>{macro.name}</h4>
      <p class="macro-text">{macro.text}</p>
      {isTheirs && (
        <div class="buttons">
          {asking ? (
            <>
              <p class="small">{macro.shared ? told.confirmShared : told.confirmMine}</p>
              <button type="button" onClick={() => setAsking(false)}>
                {told.keep}
              </button>
              <button type="button" class="primary" onClick={() => desk.deleteMacro(macro.id)}>
                {told.delete}
              </button>
            </>
          ) : (
            <>
              <button type="button" class="soft" onClick={onWrite}>
                {told.change}
                <span class="hidden">：{macro.name}</span>
              </button>
              <button type="button" class="plain" onClick={() => setAsking(true)}>
                {told.delete}
                <span class="hidden">：{macro.name}</span>
              </button>
            </>
          )}
        </div>
      )}
    </article>
  );
}

interface FormProps {
  /** 0 for a new one. */
  id: number;
  macro: MacroText;
  onDone: () => void;
}

function Form({ id, macro, onDone }: FormProps) {
  const { desk } = useEnvironment();
  const { me, variables } = useStore(desk);
  const draft = `macro.${me?.agent_id}.${id}` as const;
  const [form, setForm] = useState<MacroText>(recall<MacroText>(draft) ?? macro);
  const first = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);
  const told = words.macros;
  const { name, text, shared } = form;
  const write = (changes: Partial<MacroText>) => {
    const written = { name, text, shared, ...changes };
    setForm(written);
    keep(draft, written);
  };
  const end = () => {
    keep(draft, null);
    onDone();
  };
  const addVariable = (variable: string) => {
    const field = area.current;
    if (!field) return;
    field.setRangeText(`{${variable}}`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    write({ text: field.value });
  };
  return (
    <form
      class="macro-form"
      onSubmit={async (event) => {
        event.preventDefault();
        if (await desk.saveMacro(id, form)) end();
      }}
    >
      <label>
        {told.name}
        <input
          ref={first}
          required
          maxLength={LIMIT.name}
          placeholder={told.nameHint}
          value={name}
          onInput={({ currentTarget }) => write({ name: currentTarget.value })}
        />
      </label>
      <label>
        {told.text}
        <textarea
          ref={area}
          required
          rows={4}
          maxLength={LIMIT.text}
          value={text}
          onInput={({ currentTarget }) => write({ text: currentTarget.value })}
        />
      </label>
      <div class="variables" role="group" aria-label={told.variables}>
        <span class="small">{told.variables}</span>
        {variables.map((variable) => (
          <button type="button" class="soft" onClick={() => addVariable(variable)} key={variable}>
            {`{${variable}}`}
          </button>
        ))}
      </div>
      {me?.role === "supervisor" && (
        <label class="check">
          <input
            type="checkbox"
            checked={shared}
            onChange={({ currentTarget }) => write({ shared: currentTarget.checked })}
          />{" "}
          {told.share}
        </label>
      )}
      <div class="buttons">
        <button type="button" onClick={end}>
          {words.cancel}
        </button>
        <button type="submit" class="primary" disabled={!name.trim() || !text.trim()}>
          {told.save}
        </button>
      </div>
    </form>
  );
}
