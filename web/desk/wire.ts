/** What the agents' API gives: refundbot/channels/assist/openapi.yaml. */
import type { Envelope, Message, Outcome, Source, Status, Taken } from "../shared/wire";

export interface Agent {
  id: string;
  name: string;
}

/** An agent on the roster. */
export interface Colleague extends Agent {
  team: string | null;
  present: boolean;
  load: number;
}

export interface Me {
  agent_id: string;
  name: string;
  team: string | null;
  role: "agent" | "supervisor";
  /** Within how many seconds a person's first word is to come. */
  first_response: number;
  /** Within how many seconds each message after that is to have an answer. */
  next_response: number;
  /** How many conversations an agent is to have at most. */
  capacity: number | null;
  /** Whether customers who wait are given to agents by themselves. */
  assigns: boolean;
  /** What may be sent beside words. */
  attachments: Taken | null;
}

/** A conversation as it stands in the queue. */
export interface Row {
  id: string;
  status: Status;
  customer: { id: string | null; signed_in: boolean };
  agent: Agent | null;
  /** Whose it is to answer, where it was given to a team. */
  team: string | null;
  page: string | null;
  tags: string[];
  handoff_reason: string | null;
  queued_at: string | null;
  taken_at: string | null;
  created_at: string;
  updated_at: string;
  last_seq: number;
  last_message: { seq: number; from: Message["from"]; text: string; at: string } | null;
  /** Since when the customer waits for a person's first or next word. */
  waiting_since: string | null;
  waiting_for: "first" | "next" | null;
  /** Messages that nobody has answered and the agent who speaks has not seen. */
  unread: number;
  /** What it is about, in words. */
  brief: Record<"question" | "topic" | "verdict" | "amount" | "mood", string | null> | null;
}

/** `unread`: in how many of mine there is something unread; `left`: left messages that wait for an answer. */
export type Counts = Record<Status | "mine" | "unread" | "left", number>;

/** A message that a customer left while nobody was there. */
export interface LeftMessage {
  id: number;
  conversation_id: string;
  text: string;
  contact: string;
  at: string;
  owner: Agent | null;
  handled_at: string | null;
}

export interface Listing {
  conversations: Row[];
  cursor: string | null;
  counts: Counts;
}

export interface Note {
  id: number;
  agent: Agent;
  text: string;
  at: string;
}

export interface FactTitle {
  name: string;
  title: string;
}

export interface KnownFact extends FactTitle {
  value: string;
}

export interface Order {
  number: string;
  title: string;
  sample: boolean;
}

export interface Details {
  conversation: Row;
  messages: Message[];
  more: boolean;
  notes: Note[];
  facts: KnownFact[];
  order: Order | null;
  orders: Order[];
  rating: number | null;
}

/** A value of the policy that a verdict rests on. */
export interface Parameter {
  id: string;
  label: string;
  value: string;
  since: string | null;
  source: Source;
  note: string | null;
  conflict: { says: string; resolution: string; source: Source } | null;
}

export type Truth = "passed" | "failed" | "unknown" | "boundary";

export interface Criterion {
  id: string;
  title: string;
  truth: Truth;
  deciding: boolean;
  presumed: boolean;
  facts: KnownFact[];
  parameters: Parameter[];
}

export interface Verdict {
  outcome: Outcome;
  title: string;
  scenario: string | null;
  possible: { outcome: Outcome; title: string }[];
  criteria: Criterion[];
  blocking: Parameter[];
  amounts: { id: string; title: string; text: string; parameters: Parameter[] }[];
  assumptions: FactTitle[];
  policy_version: string;
  order_number: string | null;
}

export interface Suggestion {
  id: string;
  topic: string;
  title: string;
  confidence: number;
  texts: string[];
  envelope: Envelope;
}

export interface Advice {
  draft_for_seq: number | null;
  suggestions: Suggestion[];
  verdict: Verdict | null;
  facts_known: KnownFact[];
  facts_missing: FactTitle[];
  next_question: (FactTitle & { text: string; choices: string[] }) | null;
  next_actions: { kind: "ask" | "review" | "step"; text: string }[];
  summary: string;
}

/** Why the bot answered as it did, for supervisors. */
export interface Trace {
  move: string;
  did_not_hold: string[];
  topic: Topic | null;
  alone: Topic | null;
  question: { question: string; title: string; confidence: number } | null;
  marks: string[];
  facts: (KnownFact & { text: string; clause: string; approximate: boolean; problem: string | null })[];
  ranking: (Topic & { confidence: number })[];
  thresholds: Record<"asks_back_below" | "candidate_from" | "sure_of_a_question" | "sure_of_one", number>;
}

export interface Act {
  conversation: Row;
  changed: boolean;
  messages: Message[];
}

/** Why an act was refused, with how things stand. */
export interface Conflict {
  refusal: "taken" | "not_taken" | "closed" | "moved_on" | "full";
  conversation: Row;
  newer: Message[];
}

/** What a macro says; variables stand in braces. */
export interface MacroText {
  name: string;
  text: string;
  /** Whether all use it; else it is the agent's own. */
  shared: boolean;
}

export interface Macro extends MacroText {
  id: number;
}

/** A macro's text for a customer, with its gaps as they stand in it. */
export interface Filled {
  text: string;
  gaps: string[];
}

export interface Counted {
  title: string;
  count: number;
}

export interface Spread {
  count: number;
  median: number;
  p90: number;
  /** How many met the target. */
  within: number;
}

/** What an agent, or a team, has done. */
export interface Served {
  name: string;
  conversations: number;
  replies: number;
  first_response: Spread | null;
  next_response: Spread | null;
  resolution: Spread | null;
}

/** Answers on a topic or a question, and how they were taken. */
export interface Answered extends Counted {
  /** After how many a person was called. */
  handoffs: number;
  useful: number;
  useless: number;
}

export interface Report {
  from: string;
  to: string;
  agents: (Served & { team: string | null })[];
  teams: Served[];
  conversations: number;
  contained: number;
  containment: number | null;
  handoffs: (Counted & { reason: string })[];
  topics: (Answered & { topic: string })[];
  questions: (Answered & { question: string })[];
  hours: number[];
  /** Within how many seconds. */
  targets: { first_response: number; next_response: number; resolution: number };
  first_response: Spread | null;
  /** Calls for a person that ended without an agent's word. */
  unserved: number;
  next_response: Spread | null;
  resolution: Spread | null;
  left_messages: { received: number; answered: number; waiting: number };
  ratings: { count: number; mean: number | null; stars: number[] };
  useful: { yes: number; no: number };
  suggestions: Record<"shown" | "inserted" | "edited" | "sent" | "rejected", number> & {
    acceptance: number | null;
  };
  unanswered: { conversation_id: string; seq: number; text: string; at: string }[];
  waiting: number;
}

export interface Topic {
  topic: string;
  title: string;
}

export type ReviewReason = "fallback" | "not_useful" | "close_call" | "handoff" | "edited";

export interface ReviewItem {
  id: number;
  reasons: ReviewReason[];
  text: string;
  conversation_id: string | null;
  at: string;
  topic: string | null;
  title: string | null;
  confidence: number | null;
  candidates: Topic[];
  nearest: (Topic & { text: string; similarity: number })[];
}

export interface ReviewPage {
  items: ReviewItem[];
  cursor: string | null;
  open: number;
  topics: Topic[];
}

export type Decision =
  | { decision: "assign"; topic: string; text?: string }
  | { decision: "missing" }
  | { decision: "dismiss" };
