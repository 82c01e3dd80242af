import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

const DARK = "(prefers-color-scheme: dark)";

/** Whether the system is set to dark colours. */
export function useDark(): boolean {
  const [dark, setDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const change = () => setDark(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return dark;
}

/** Tells the style sheet which part of the window the on-screen keyboard leaves free. */
export function useVisibleArea(root: RefObject<HTMLElement>, watching: boolean): void {
  useEffect(() => {
    const area = window.visualViewport;
    if (!watching || !area) return;
    const measure = () => {
      // Pinch zoom also changes it, and is none of our business.
      if (area.scale > 1.01) return;
      root.current?.style.setProperty("--visible-height", `${area.height}px`);
      root.current?.style.setProperty("--visible-top", `${area.offsetTop}px`);
    };
    measure();
    area.addEventListener("resize", measure);
    area.addEventListener("scroll", measure);
    return () => {
      area.removeEventListener("resize", measure);
      area.removeEventListener("scroll", measure);
    };
  }, [watching]);
}
