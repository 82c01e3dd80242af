import { words } from "./i18n/zh-Hans";
import type { Report, Spread } from "./wire";

type Cell = string | number;

/** A report as lines of a table: what it is a figure of, its name, the figure; nothing where it is not known. */
export function rows(report: Report): Cell[][] {
  const told = words.figures;
  const counted = (title: string, values: { title: string; count: number }[]) =>
    values.map(({ title: name, count }) => [title, name, count]);
  const spread = (title: string, found: Spread | null) => [
    [title, told.median, found?.median ?? ""],
    [title, told.p90, found?.p90 ?? ""],
    [title, told.count, found?.count ?? 0],
  ];
  return [
    [told.zone, "", ""],
    told.head,
    [told.conversations, "", report.conversations],
    [told.containment, "", report.contained],
    [told.waiting, "", report.waiting],
    ...spread(told.firstResponse, report.first_response),
    ...spread(told.resolution, report.resolution),
    ...report.agents.flatMap(({ name, conversations, replies, first_response }) => [
      [told.agents, name, conversations],
      [told.replies, name, replies],
      [told.agentFirstResponse, name, first_response?.median ?? ""],
    ]),
    ...counted(told.topics, report.topics),
    ...counted(told.handoffs, report.handoffs),
    ...report.hours.map((count, hour) => [told.hours, told.hour(hour), count]),
    ...report.ratings.stars.map((count, index) => [told.ratings, told.star(index + 1), count]),
    [told.useful, told.usefulYes, report.useful.yes],
    [told.useful, told.usefulNo, report.useful.no],
    ...Object.entries(told.events).map(([event, title]) => [
      told.acceptance,
      title,
      report.suggestions[event as keyof typeof told.events],
    ]),
  ];
}

/** Lines as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8; no name in it is a formula. */
export const csv = (lines: Cell[][]): string =>
  `\ufeff${lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")}`;

function cell(value: Cell): string {
  if (typeof value === "number") return String(value);
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
