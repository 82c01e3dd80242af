import { words } from "../i18n/zh-Hans";

export type Days = { from: string; to: string };

/** Which days; one that is moved past the other takes it along. */
export function SpanOfDays({ days, onChange }: { days: Days; onChange: (days: Days) => void }) {
  const told = words.days;
  const { from, to } = days;
  return (
    <span class="span-of-days">
      <input
        type="date"
        required
        aria-label={told.from}
        value={from}
        onChange={({ currentTarget: { value } }) =>
          value && onChange(value > to ? { from: value, to: value } : { from: value, to })
        }
      />
      –
      <input
        type="date"
        required
        aria-label={told.to}
        value={to}
        onChange={({ currentTarget: { value } }) =>
          value && onChange(value < from ? { from: value, to: value } : { from, to: value })
        }
      />
    </span>
  );
}
