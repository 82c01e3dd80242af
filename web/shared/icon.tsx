const PATHS = {
  chat: "M4 5h16v11H9l-5 4z",
  robot: "M12 4v3M6 7h12v11H6zM9.5 11.5v1M14.5 11.5v1M9.5 15.5h5M3.5 11v3M20.5 11v3",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9.5l6 6 6-6",
  right: "M9.5 6l6 6-6 6",
  more: "M5 11.6v.8M12 11.6v.8M19 11.6v.8",
  send: "M12 19V5M6 11l6-6 6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  partial: "M5 12h14",
  cross: "M7 7l10 10M17 7L7 17",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  question: "M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.4M12 18h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.5h.01",
  document: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
  up: "M7 11v9H4v-9zM7 11l4-8c1.5 0 2.5 1 2.2 2.5L12.5 9H20l-1.5 11H7",
  star: "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9L3.5 9.7l5.9-.8z",
  order: "M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6",
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing beside words; what it means is always said in words too. */
export const Icon = ({ name, flip }: { name: IconName; flip?: boolean }) => (
  <svg class={flip ? "icon flip" : "icon"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
