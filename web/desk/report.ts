import { words } from "./i18n/zh-Hans";
import type { Answered, Counted, Report, Served, Spread } from "./wire";

type Cell = string | number;
type Line = [what: string, name: string, measure: string, figure: Cell];

/** A report as lines of a table: what it is about, whose it is, what is measured, the figure if it is known. */
export function rows(report: Report): Cell[][] {
  const told = words.figures;
  const { suggestions, left_messages: left, targets } = report;
  const spread = (what: string, name: string, found: Spread | null, prefix = ""): Line[] => [
    [what, name, prefix + told.median, found?.median ?? ""],
    [what, name, prefix + told.p90, found?.p90 ?? ""],
    [what, name, prefix + told.count, found?.count ?? 0],
    [what, name, prefix + told.within, found?.within ?? 0],
  ];
  const served = (
    what: string,
    { conversations, replies, first_response, next_response, resolution }: Served,
    name: string,
  ) => [
    [what, name, told.served, conversations],
    [what, name, told.replies, replies],
    ...spread(what, name, first_response, told.firstResponse),
    ...spread(what, name, next_response, told.nextResponse),
    ...spread(what, name, resolution, told.resolution),
  ];
  const answered = (what: string, { title, count, handoffs, useful, useless }: Answered): Line[] => [
    [what, title, told.answers, count],
    [what, title, told.handedOver, handoffs],
    [what, title, told.usefulYes, useful],
    [what, title, told.usefulNo, useless],
  ];
  const counted = (what: string, values: readonly Counted[]): Line[] =>
    values.map(({ title, count }) => [what, title, told.count, count]);
  return [
    [told.zone, told.seconds, "", ""],
    told.head,
    [told.conversations, "", told.count, report.conversations],
    [told.containment, "", told.count, report.contained],
    [told.waiting, "", told.count, report.waiting],
    [told.firstResponse, "", told.targetIs, targets.first_response],
    ...spread(told.firstResponse, "", report.first_response),
    [told.unserved, "", told.count, report.unserved],
    [told.nextResponse, "", told.targetIs, targets.next_response],
    ...spread(told.nextResponse, "", report.next_response),
    [told.resolution, "", told.targetIs, targets.resolution],
    ...spread(told.resolution, "", report.resolution),
    [told.leftMessages, "", told.received, left.received],
    [told.leftMessages, "", told.answered, left.answered],
    [told.leftMessages, "", told.stillWaiting, left.waiting],
    ...report.agents.flatMap((one) => served(told.agents, one, words.member(one.name, one.team))),
    ...report.teams.flatMap((one) => served(told.teams, one, one.name)),
    ...report.topics.flatMap((one) => answered(told.byTopic, one)),
    ...report.questions.flatMap((one) => answered(told.byQuestion, one)),
    ...counted(told.handoffs, report.handoffs),
    ...counted(
      told.hours,
      report.hours.map((count, hour) => ({ title: told.hour(hour), count })),
    ),
    ...counted(
      told.ratings,
      report.ratings.stars.map((count, index) => ({ title: told.star(index + 1), count })),
    ),
    [told.useful, told.usefulYes, told.count, report.useful.yes],
    [told.useful, told.usefulNo, told.count, report.useful.no],
    ...counted(
      told.acceptance,
      EVENTS.map((event) => ({ title: told.events[event], count: suggestions[event] })),
    ),
  ];
}

const EVENTS = ["shown", "inserted", "edited", "sent", "rejected"] as const;

/** How a cell begins that some spreadsheet takes for a formula: also behind blanks, and at full width. */
const FORMULA = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** Lines as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8; no name in it is a formula. */
export const csv = (lines: Cell[][]): string =>
  `\ufeff${lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")}`;

function cell(value: Cell): string {
  if (typeof value === "number") return String(value);
  const plain = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
