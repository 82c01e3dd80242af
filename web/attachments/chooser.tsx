import { useRef } from "preact/hooks";
import { Icon } from "../shared/icon";
import { useStore } from "../shared/store";
import { Picture } from "./picture";
import { sizeOf } from "./shown";
import type { Item, Tray } from "./tray";

/** The button by which files are chosen. */
export function Chooser({ tray }: { tray: Tray }) {
  const input = useRef<HTMLInputElement>(null);
  const { taken, words } = tray;
  useStore(tray);
  if (!taken) return null;
  return (
    <>
      <button
        type="button"
        class="round choose"
        aria-label={words.choose}
        title={words.choose}
        onClick={() => input.current?.click()}
      >
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="M8 12.5l6.4-6.4a3 3 0 0 1 4.2 4.2l-8.2 8.2a5 5 0 0 1-7-7l7.6-7.7" />
        </svg>
      </button>
      <input
        type="file"
        class="hidden"
        multiple
        accept={taken.types.join(",")}
        tabIndex={-1}
        aria-hidden="true"
        ref={input}
        onChange={({ currentTarget }) => {
          tray.take([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}

/** What was chosen, on its way; each may be taken out again. */
export function Chosen({ tray }: { tray: Tray }) {
  const { items } = useStore(tray);
  const { words } = tray;
  if (!items.length) return null;
  return (
    <div class="chosen">
      <ul aria-label={words.chosen}>
        {items.map((item) => (
          <ItemView item={item} tray={tray} key={item.key} />
        ))}
      </ul>
      <p class="small">{words.unmasked}</p>
    </div>
  );
}

function ItemView({ item, tray }: { item: Item; tray: Tray }) {
  const { words } = tray;
  const { key, name, file, part, kept, failed } = item;
  return (
    <li class={failed ? "failed" : ""}>
      {file.type.startsWith("image/") ? (
        <Picture load={async () => file} label={words.picture(name)} />
      ) : (
        <Icon name="document" />
      )}
      <div>
        <p class="name">{name}</p>
        {failed ? (
          <p class="small wrong" role="alert">
            {failed}{" "}
            <button type="button" class="plain" onClick={() => tray.retry(key)}>
              {words.retry}
            </button>
          </p>
        ) : (
          <p class="small">
            {sizeOf(file.size)}
            {!kept && <progress max={1} value={part} aria-label={words.uploading(name)} />}
          </p>
        )}
        <p class="hidden" role="status">
          {kept && words.ready(name)}
        </p>
      </div>
      <button type="button" class="round" aria-label={words.remove(name)} onClick={() => tray.remove(key)}>
        <Icon name="close" />
      </button>
    </li>
  );
}
