/**
 * How a text is laid out. The words are the server's and none is left out or added: the envelope's facts only
 * tell which line is an amount, a date, a step or a reservation, so that it can be drawn as one.
 */
import { shown } from "./figures";
import type { Envelope } from "./wire";

export interface Row {
  label: string;
  value: string;
}

export type Block =
  | { kind: "text"; text: string }
  | { kind: "deadline"; text: string }
  | { kind: "aside"; text: string }
  | { kind: "steps"; items: string[] }
  | { kind: "timeline"; items: string[] }
  | { kind: "row"; row: Row }
  | { kind: "amounts"; rows: Row[]; total: Row | null }
  | { kind: "understood"; label: string; items: string[]; invitation: string };

const STEP = /^\d+\. (.+)$/;
const ROW = /^([^：，。；\s]{2,8})：(.+)$/;
const SOURCES = /^来源：/;
const RESERVATION = /^资料的说法不一致/;
const REFUNDS = ["decision.refund", "decision.refund_before_fee", "decision.total_back"];
/** For which day a sum holds is not folded away. */
const OF_THE_DAY = "case.day";
const OF_AN_ACCOUNT = ["case.paid_amount", "decision.total_back"];

/** The blocks of one bubble. The closing line that names the sources is left to the list of sources. */
export function read(text: string, envelope: Envelope | null): Block[] {
  const facts = envelope?.facts ?? [];
  const says = (line: string, chosen: (id: string) => boolean) =>
    facts.some((fact) => chosen(fact.id) && line.includes(shown(fact)));
  const lines = text.split("\n").filter((line) => line && !(envelope?.sources.length && SOURCES.test(line)));

  if (lines.some((line) => says(line, (id) => id.startsWith("payout.latest.")))) {
    return [{ kind: "timeline", items: lines }];
  }
  const account = lines.some((line) => ROW.test(line) && says(line, (id) => OF_AN_ACCOUNT.includes(id)));
  const blocks: Block[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    const step = STEP.exec(line)?.[1];
    const row = rowOf(line);
    const quoted = facts.find((fact) => fact.unit === "text" && fact.value === line);
    if (step && last?.kind === "steps") last.items.push(step);
    else if (step) blocks.push({ kind: "steps", items: [step] });
    else if (says(line, (id) => id === "decision.until")) blocks.push({ kind: "deadline", text: line });
    else if (quoted?.id === "case.recap" && row) blocks.push(understood(row));
    else if (quoted?.id === OF_THE_DAY) blocks.push({ kind: "text", text: line });
    else if (quoted || RESERVATION.test(line)) blocks.push({ kind: "aside", text: line });
    else if (!row) blocks.push({ kind: "text", text: line });
    else if (!account) blocks.push({ kind: "row", row });
    else {
      const total = says(line, (id) => REFUNDS.includes(id)) ? row : null;
      if (last?.kind === "amounts") {
        last.rows.push(row);
        last.total = total;
      } else blocks.push({ kind: "amounts", rows: [row], total: null });
    }
  }
  return blocks;
}

export type Span = { kind: "text" | "phone" | "link"; text: string } | { kind: "path"; places: string[] };

const PLACE = "[^\\s，。：；、（）“”>]+";
const PATH = `${PLACE}(?: > ${PLACE})+`;
const LINK = "https?://[^\\s，。；、（）“”<>]+";
const PHONE = "(?<![\\d-])(?:400\\d-\\d{3}-\\d{3}|9\\d{5})(?![\\d-])";
const SPAN = new RegExp(`(${PATH})|(${LINK})|(${PHONE})`, "g");

/** A line cut into words, console paths, telephone numbers and web addresses. */
export function spans(line: string): Span[] {
  const found: Span[] = [];
  let end = 0;
  for (const match of line.matchAll(SPAN)) {
    if (match.index > end) found.push({ kind: "text", text: line.slice(end, match.index) });
    const [text, path, link] = match;
    if (path) found.push({ kind: "path", places: path.split(" > ") });
    else found.push({ kind: link ? "link" : "phone", text });
    end = match.index + text.length;
  }
  if (end < line.length) found.push({ kind: "text", text: line.slice(end) });
  return found;
}

function rowOf(line: string): Row | null {
  const [, label, value] = ROW.exec(line) ?? [];
  return label && value ? { label, value: value.trim() } : null;
}

/** What was understood, item by item, and what follows its full stop: an invitation to correct it. */
function understood({ label, value }: Row): Block {
  const [items = "", invitation = ""] = value.split(/。(.*)/);
  return { kind: "understood", label, items: items.split(/、| · /), invitation };
}
