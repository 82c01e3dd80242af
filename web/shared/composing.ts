/** Whether an input method has the key: `keyCode` 229 is what browsers report for one that it has taken. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
