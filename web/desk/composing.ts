/**
 * Leaves an input method its keys: while it composes, nothing of the page hears them. The key that ends a
 * composition is its own too, which Safari tells by its code alone.
 */
export function leaveKeysToInputMethods(): void {
  const leave = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) event.stopPropagation();
  };
  // Before everything else on the page.
  addEventListener("keydown", leave, true);
}
