import type { Fact } from "./wire";

const PATTERNS: Record<string, string> = {
  hour: "{} 小时",
  day: "{} 天",
  business_day: "{} 个工作日",
  month: "{} 个月",
  percent: "{}%",
  yuan: "{} 元",
};

/** A fact as the server writes it in a text, so that the text can be searched for it. */
export function shown(fact: Fact): string {
  const { value, unit } = fact;
  if (Array.isArray(value)) return value.join("、");
  if (unit === "date") return day(String(value));
  if (unit === "instant") return `${day(String(value))} ${String(value).slice(11, 16)}`;
  return (PATTERNS[unit] ?? "{}").replace("{}", String(value));
}

function day(iso: string): string {
  return `${Number(iso.slice(0, 4))}年${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日`;
}
