/** A ref for what comes into sight at the customer's own doing: it is scrolled there. */
export const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: "nearest" });
