import { useLayoutEffect } from "preact/hooks";
import type { Desk } from "./desk";
import { words } from "./i18n/zh-Hans";
import { PLACES, type Screen } from "./screen";
import { gapsOf, type Talk } from "./talk";

export interface Shortcut {
  /** As the keyboard gives it, in lower case. */
  key: string;
  does: string;
  run: () => void;
}

/** All that a single key does; the key help lists the same. */
export function shortcuts(desk: Desk, screen: Screen): Shortcut[] {
  const { keys } = words;
  const talk = () => desk.state.talk;
  return [
    { key: "n", does: keys.next, run: () => next(desk, screen) },
    { key: "j", does: keys.down, run: () => desk.step(1) },
    { key: "k", does: keys.up, run: () => desk.step(-1) },
    { key: "f", does: keys.find, run: () => screen.focus("search") },
    { key: "t", does: keys.takeOver, run: () => takeOver(desk, screen) },
    { key: "b", does: keys.handBack, run: () => talk()?.mine && talk()?.act("hand-back") },
    { key: "e", does: keys.resolve, run: () => talk()?.mine && screen.set({ dialog: "resolve" }) },
    { key: "g", does: keys.assign, run: () => talk() && screen.set({ dialog: "assign" }) },
    { key: "r", does: keys.reply, run: () => talk() && screen.write("reply") },
    { key: "m", does: keys.note, run: () => talk() && screen.write("note") },
    { key: "l", does: keys.tag, run: () => screen.focus("tag") },
    { key: "/", does: keys.macros, run: () => openMacros(desk, screen) },
    { key: "q", does: keys.ask, run: () => ask(desk, screen) },
    { key: "w", does: keys.why, run: () => screen.focus("verdict") },
    ...[1, 2, 3].map((place) => ({
      key: String(place),
      does: keys.insert,
      run: () => insert(desk, screen, place - 1),
    })),
    { key: "?", does: keys.help, run: () => screen.set({ dialog: "help" }) },
  ];
}

export async function takeOver(desk: Desk, screen: Screen): Promise<void> {
  const { talk } = desk.state;
  const before = document.activeElement;
  if (!talk || !(await talk.takeOver())) return;
  // Whoever has gone on to another place meanwhile stays there: the next key is meant for it.
  const now = document.activeElement;
  if (now === before || now === document.body) screen.write("reply");
}

/** Puts a suggestion into the composer; a draft that is there is put away first. */
export async function insert(desk: Desk, screen: Screen, place: number): Promise<void> {
  const talk = await ownTalk(desk);
  const suggestion = talk?.state.advice?.suggestions[place];
  if (!talk || !suggestion) return;
  talk.putAway();
  talk.insert(suggestion);
  screen.write("reply");
}

/** Puts the next best question into the composer. */
export async function ask(desk: Desk, screen: Screen): Promise<void> {
  const talk = await ownTalk(desk);
  const question = talk?.state.advice?.next_question;
  if (!talk || !question) return;
  talk.putAway();
  talk.write(question.text);
  screen.write("reply");
}

export async function openMacros(desk: Desk, screen: Screen): Promise<void> {
  if (await ownTalk(desk)) screen.set({ dialog: "macros" });
}

/** Selects what has to be filled in next, to be typed over; false where there is nothing. */
export function selectGap(talk: Talk): boolean {
  const [gap] = gapsOf(talk.state.draft);
  const field = document.getElementById(PLACES.composer);
  if (!gap || !(field instanceof HTMLTextAreaElement)) return false;
  const start = field.value.indexOf(gap);
  field.focus();
  field.setSelectionRange(start, start + gap.length);
  return true;
}

/** The open conversation if the agent may speak in it; else they are told why not. */
async function ownTalk(desk: Desk): Promise<Talk | null> {
  const { talk } = desk.state;
  if (!talk || (await talk.willBeMine())) return talk;
  desk.tell(words.composer.locked[talk.state.row.status]);
  return null;
}

async function next(desk: Desk, screen: Screen): Promise<void> {
  screen.show("talk");
  await desk.openNext();
  if (desk.state.talk) screen.set({ pane: "talk" });
}

/** Runs a shortcut for its key: alone where nothing is being written, with Alt anywhere. */
export function useShortcuts(desk: Desk, list: Shortcut[], singleKeys: boolean): void {
  // Before the first paint: who sees the page may press a key.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
      if (!event.altKey && (!singleKeys || writes(event.target))) return;
      const key = event.altKey ? onKeyboard(event) : event.key.toLowerCase();
      const shortcut = list.find((one) => one.key === key);
      if (!shortcut) return;
      event.preventDefault();
      desk.onceOpened(shortcut.run);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [desk, list, singleKeys]);
}

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea, select");

/** The key by its place: with Alt, some systems give another character. */
function onKeyboard({ code, key, shiftKey }: KeyboardEvent): string {
  if (code === "Slash") return shiftKey ? "?" : "/";
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key.toLowerCase();
}
