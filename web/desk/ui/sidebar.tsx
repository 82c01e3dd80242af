import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { chatwoot } from "../hosts/chatwoot";
import type { Host, Seen } from "../hosts/host";
import { zendesk } from "../hosts/zendesk";
import { words } from "../i18n/zh-Hans";
import { useShortcuts } from "../keys";
import { PLACES } from "../screen";
import type { Advice } from "../wire";
import { AdviceView } from "./advice";
import { useEnvironment } from "./environment";
import { Toast } from "./toast";

export type HostName = "chatwoot" | "zendesk";

/** The desk as the sidebar of another: suggestions on what the customer writes there. */
export function Sidebar({ name }: { name: HostName }) {
  const { desk, screen } = useEnvironment();
  const { me } = useStore(desk);
  const host = useMemo<Host>(
    () => (name === "chatwoot" ? chatwoot : zendesk((trouble) => desk.tell(trouble))),
    [name],
  );
  const [seen, setSeen] = useState<Seen>({ text: "", contact: null });
  const [advice, setAdvice] = useState<Advice | null>(null);
  const [advising, setAdvising] = useState(false);
  const [newer, setNewer] = useState<Seen | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const asking = useRef<AbortController | null>(null);

  const advise = async (text: string) => {
    asking.current?.abort();
    if (!text.trim()) return;
    const now = new AbortController();
    asking.current = now;
    setAdvising(true);
    await desk.attempt(async () => {
      try {
        const told = await desk.api.suggest({ text }, now.signal);
        if (asking.current !== now) return;
        setAdvice(told);
        for (const { id } of told.suggestions) desk.api.feedback(id, "shown").catch(() => {});
      } catch (error) {
        if (!now.signal.aborted) throw error;
      }
    });
    if (asking.current === now) setAdvising(false);
  };

  const take = (told: Seen) => {
    setSeen(told);
    setNewer(null);
    advise(told.text);
  };

  useEffect(() => {
    let before: Seen | null = null;
    host.watch((told) => {
      if (told.text === before?.text && told.contact === before.contact) return;
      // What the agent has typed themselves is not written over.
      const isOwn = field.current !== null && field.current.value !== (before?.text ?? "");
      before = told;
      if (isOwn) setNewer(told);
      else take(told);
    });
  }, [host]);

  const insert = async (place: number) => {
    const suggestion = advice?.suggestions[place];
    if (!suggestion) return;
    desk.tell(await host.insert(suggestion.texts.join("\n")));
    desk.api.feedback(suggestion.id, "inserted").catch(() => {});
  };

  const keys = [
    { key: "w", does: words.keys.why, run: () => document.getElementById(PLACES.verdict)?.focus() },
    ...[0, 1, 2].map((place) => ({
      key: String(place + 1),
      does: words.keys.insert,
      run: () => insert(place),
    })),
  ];
  useShortcuts(desk, keys, useStore(screen).singleKeys);

  return (
    <main class="sidebar">
      <header>
        <h1>{words.host.title}</h1>
        <p class="small">{me?.name}</p>
        <button type="button" class="plain" onClick={() => desk.signOut()}>
          {words.signOut}
        </button>
      </header>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          advise(seen.text);
        }}
      >
        {seen.contact && <p class="small">{words.host.contact(seen.contact)}</p>}
        <label for="text">{words.host.label}</label>
        {newer && (
          <p class="small" role="status">
            {words.host.newer}
            <button type="button" class="plain" onClick={() => take(newer)}>
              {words.host.take}
            </button>
          </p>
        )}
        <textarea
          ref={field}
          id="text"
          rows={3}
          maxLength={2000}
          placeholder={words.host.placeholder}
          value={seen.text}
          onInput={({ currentTarget }) => setSeen({ ...seen, text: currentTarget.value })}
        />
        <div class="buttons">
          <button type="button" onClick={() => host.ask()}>
            {words.host.fetch}
          </button>
          <button type="submit" class="primary" disabled={!seen.text.trim()}>
            {words.host.submit}
          </button>
        </div>
      </form>
      <AdviceView
        advice={advice}
        advising={advising}
        label={name === "chatwoot" ? words.advice.copy : words.advice.insertShort}
        onInsert={insert}
      />
      <Toast desk={desk} />
    </main>
  );
}
