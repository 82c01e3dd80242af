/** What goes over the wire between the pages and the server. Times are ISO 8601 in UTC. */

export type Status = "bot" | "queued" | "human" | "closed";
export type Speaker = "customer" | "bot" | "agent" | "system";
export type SystemCode =
  | "handoff_queued"
  | "handoff_cancelled"
  | "agent_joined"
  | "agent_left"
  | "answer_delayed"
  | "closed"
  | "erased"
  | "left_message"
  | "left_message_answered"
  | "left_message_contacted"
  | "agent_gone"
  | "handed_to_team";

export interface Choice {
  id: string;
  title: string;
}

export interface Message {
  seq: number;
  from: Speaker;
  text: string;
  choices: Choice[];
  envelope: Envelope | null;
  client_msg_id: string | null;
  agent?: { name: string } | null;
  at: string;
  code?: SystemCode | null;
  /** What was sent beside the text, which may then be empty. */
  attachments?: readonly Attachment[] | undefined;
}

/** A picture or document; a picture has measures, in pixels, and a thumbnail. */
export interface Attachment {
  id: string;
  name: string | null;
  type: string;
  size: number;
  width: number | null;
  height: number | null;
}

/** What may be sent beside words. */
export interface Taken {
  types: string[];
  most_bytes: number;
  most: number;
}

/** The text of a message, or where there is none what was sent instead. */
export const textOf = ({ text, attachments }: Message): string =>
  text || (attachments?.map(({ name }) => `[${name}]`).join(" ") ?? "");

/** The answer envelope, version 1: refundbot/replies/envelope.schema.json. */
export interface Envelope {
  v: 1;
  kind: "answer" | "verdict" | "question" | "clarify" | "handoff" | "smalltalk" | "out_of_scope" | "error";
  topic: string | null;
  /** The question of the topic that is answered; null where the answer is the general one. */
  question: string | null;
  policy_version: string | null;
  facts: Fact[];
  sources: Source[];
  verdict: Verdict | null;
  candidates: Offered[];
  follow_ups: Offered[];
  confidence: number;
  /** The customer's own orders that are put before them, the latest first. */
  orders?: OrderCard[];
}

/** An order in the server's words; what is not known is null. */
export interface OrderCard {
  number: string;
  title: string;
  /** Whether it is invented. */
  sample: boolean;
  date: string | null;
  price: string | null;
  state: string | null;
}

/** A topic, or a question of it, that may be asked by its title. */
export interface Offered {
  topic: string;
  question?: string;
  title: string;
}

/** A figure or quoted rule as the text shows it. */
export interface Fact {
  id: string;
  value: number | string | boolean | string[];
  unit: string;
  source: string | null;
}

export interface Source {
  id: string;
  title: string;
  url: string | null;
  /** A date, a month or a year; null where unknown. */
  as_of: string | null;
  grade: "A" | "A-" | "B" | "C";
}

export type Outcome =
  | "full_refund"
  | "partial_refund"
  | "not_refundable"
  | "nothing_to_refund"
  | "manual_review"
  | "need_facts";

/** The part of the engine's decision that the pages read. */
export interface Verdict {
  outcome: Outcome;
  order?: { number: string; title: string; sample: boolean };
}

/** An error as the server tells it: a code for programs, a sentence for people. */
export interface WireError {
  code: string;
  text: string;
}
