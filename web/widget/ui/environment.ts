import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";

const DARK = "(prefers-color-scheme: dark)";
/** Where the panel fills the window; the style sheet asks the same. */
export const FULL_SCREEN = "(max-width: 520px), (max-height: 480px)";

/** Whether the system is set to dark colours. */
export const useDark = (): boolean => useMedia(DARK);

/** Whether the panel fills the window. */
export const useFullScreen = (): boolean => useMedia(FULL_SCREEN);

function useMedia(asked: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(asked).matches);
  useEffect(() => {
    const query = matchMedia(asked);
    const change = () => setMatches(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, [asked]);
  return matches;
}

/** Says in the page's title how much has come while the customer looks at another page; back, it is the page's again. */
export function useTitle(told: string | false): void {
  const [away, setAway] = useState(document.hidden);
  useEffect(() => {
    const look = () => setAway(document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  useLayoutEffect(() => {
    if (!away || !told) return;
    const { title } = document;
    const marked = told + title;
    document.title = marked;
    return () => {
      // Unless the page has given itself another one.
      if (document.title === marked) document.title = title;
    };
  }, [away, told]);
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
