/** A constructed style sheet: a strict content security policy does not mind it. */
export function stylesheet(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
