import { useEffect, useRef, useState } from "preact/hooks";
import { download } from "../shared/download";
import { Icon } from "../shared/icon";
import type { Attachment } from "../shared/wire";
import type { AttachmentWords } from "./i18n/zh-Hans";
import { Picture } from "./picture";
import type { Transport } from "./transport";

/** Of a thumbnail, as the server draws them. */
const THUMBNAIL = 320;
const TALLEST = 2;

interface ShownProps {
  of: readonly Attachment[];
  transport: Transport;
  words: AttachmentWords;
}

/** What was sent with a message: pictures small, to be opened; documents to be downloaded. */
export function Shown({ of, transport, words }: ShownProps) {
  const [open, setOpen] = useState<Attachment | null>(null);
  return (
    <div class="attachments">
      {of.map((attachment) =>
        attachment.width && attachment.height ? (
          <Thumbnail
            load={() => transport.fetch(attachment.id, true)}
            name={attachment.name ?? ""}
            words={words}
            measures={small(attachment.width, attachment.height)}
            onOpen={() => setOpen(attachment)}
            key={attachment.id}
          />
        ) : (
          <Document attachment={attachment} transport={transport} words={words} key={attachment.id} />
        ),
      )}
      {open && <Opened attachment={open} transport={transport} words={words} onClose={() => setOpen(null)} />}
    </div>
  );
}

interface ThumbnailProps {
  load: () => Promise<Blob>;
  name: string;
  words: AttachmentWords;
  measures: { width: number; height: number };
  onOpen: () => void;
}

/** Opens the picture, or where it did not come asks for it again. */
function Thumbnail({ load, name, words, measures, onOpen }: ThumbnailProps) {
  const [broken, setBroken] = useState(false);
  return (
    <button type="button" class="thumbnail" onClick={() => (broken ? setBroken(false) : onOpen())}>
      {broken ? (
        <span class="broken">
          {name} {words.broken}
        </span>
      ) : (
        <Picture load={load} label={words.picture(name)} onBroken={() => setBroken(true)} {...measures} />
      )}
    </button>
  );
}

interface OneProps {
  attachment: Attachment;
  transport: Transport;
  words: AttachmentWords;
}

function Document({ attachment, transport, words }: OneProps) {
  const [broken, setBroken] = useState(false);
  const save = () => saved(attachment, transport).then(setBroken);
  return (
    <button type="button" class="document" onClick={save}>
      <Icon name="document" />
      <span>
        {words.document(attachment.name ?? "", sizeOf(attachment.size))}
        {broken && <span class="broken">{words.broken}</span>}
      </span>
    </button>
  );
}

/** A picture in its full size, over all else. */
function Opened({ attachment, transport, words, onClose }: OneProps & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [broken, setBroken] = useState(false);
  const label = words.picture(attachment.name ?? "");
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      class="opened"
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      // The chat's own Escape is not meant.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="opened-bar">
        <p>{attachment.name}</p>
        <button type="button" class="soft" onClick={() => saved(attachment, transport).then(setBroken)}>
          {words.save}
        </button>
        <button type="button" class="soft" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <div class="opened-picture" tabIndex={0} role="group" aria-label={label}>
        {broken ? (
          <button type="button" class="broken" onClick={() => setBroken(false)}>
            {words.broken}
          </button>
        ) : (
          <Picture
            load={() => transport.fetch(attachment.id, false)}
            label={label}
            width={attachment.width ?? 1}
            height={attachment.height ?? 1}
            onBroken={() => setBroken(true)}
          />
        )}
      </div>
    </dialog>
  );
}

/** Saves it on the reader's machine; whether that failed. */
const saved = (attachment: Attachment, transport: Transport): Promise<boolean> =>
  transport.fetch(attachment.id, false).then(
    (bytes) => {
      download(attachment.name ?? "", bytes, attachment.type);
      return false;
    },
    () => true,
  );

/** The measures that a thumbnail has before it is there, so that nothing moves when it comes. */
function small(width: number, height: number): { width: number; height: number } {
  const shown = Math.min(height, TALLEST * width);
  const scale = Math.min(1, THUMBNAIL / Math.max(width, shown));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(shown * scale)) };
}

/** A length in bytes, e.g. 120 KB or 1.4 MB. */
export function sizeOf(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
