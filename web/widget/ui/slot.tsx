import { useLayoutEffect, useRef } from "preact/hooks";
import { useStore } from "../../shared/store";
import type { Message } from "../../shared/wire";
import type { Conversation } from "../conversation";
import type { Files } from "../files";
import { useWords } from "../words";

interface SlotProps {
  conversation: Conversation;
  fill: (files: Files, place: HTMLElement) => () => void;
}

/** A place that is filled by the part for attachments, once that has been fetched. */
export function Slot({ conversation, fill }: SlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const { files } = useStore(conversation);
  useLayoutEffect(
    () => (files && place.current ? fill(files, place.current) : undefined),
    [files, useWords()],
  );
  return <div class="slot" ref={place} />;
}

/** What was sent with a message. */
export const Sent = ({
  of,
  conversation,
}: {
  of: Pick<Message, "attachments">;
  conversation: Conversation;
}) => {
  const { attachments } = of;
  return attachments ? (
    <Slot conversation={conversation} fill={(files, place) => files.show(place, attachments)} />
  ) : null;
};
