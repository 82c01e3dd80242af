import type { SharedWords } from "./zh-Hans";

export const en: SharedWords = {
  outcomes: {
    full_refund: "Full refund",
    partial_refund: "Partial refund",
    not_refundable: "Not refundable",
    nothing_to_refund: "Nothing to refund",
    manual_review: "Needs a person",
    need_facts: "More facts needed",
  },
  order: "Order",
  sampleOrder: "Sample data",
  sources: (first, date, count) =>
    count > 1 ? `Source: ${first} (${date}) and ${count - 1} more` : `Source: ${first} (${date})`,
  undated: "undated",
  grades: { A: "official", "A-": "official (excerpt)", B: "other site", C: "third party" },
  refundPage: "Go to the refund page",
  details: "Grounds and details",
  copyPath: "Copy the path",
  copied: "Copied",
  newWindow: "opens in a new window",
  today: "Today",
  yesterday: "Yesterday",
  zone: "All times are Beijing time (UTC+8)",
};
