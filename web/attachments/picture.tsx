import { useEffect, useRef } from "preact/hooks";

/** As many pixels as the smallest of the browsers draws. */
const MOST_PIXELS = 16_000_000;

interface PictureProps {
  /** The bytes; asked anew at another try. */
  load: () => Promise<Blob>;
  label: string;
  /** Its measures, as far as they are known before it is there. */
  width?: number;
  height?: number;
  onBroken?: () => void;
}

/**
 * A picture, drawn: an image of a page would have to be allowed by the content security policy of each site that
 * embeds the chat.
 */
export function Picture({ load, label, width, height, onBroken }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let over = false;
    load()
      .then((bytes) => createImageBitmap(bytes))
      .then(
        (bitmap) => {
          if (!over && canvas.current) draw(bitmap, canvas.current);
          bitmap.close();
        },
        () => over || onBroken?.(),
      );
    return () => {
      over = true;
    };
  }, []);
  return <canvas ref={canvas} role="img" aria-label={label} width={width ?? 1} height={height ?? 1} />;
}

function draw(bitmap: ImageBitmap, canvas: HTMLCanvasElement): void {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  canvas.width = Math.max(1, Math.floor(bitmap.width * scale));
  canvas.height = Math.max(1, Math.floor(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
