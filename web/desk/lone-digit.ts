const LONE_MS = 350;

/** A digit typed into an empty field: by itself it is a shortcut, before another character it is text. */
export class LoneDigit {
  #digit = "";
  #waiting: ReturnType<typeof setTimeout> | undefined;

  /** `act` is what the digit does by itself. */
  constructor(readonly act: (digit: string) => unknown) {}

  /** Whether one has been typed and has not acted. */
  get waits(): boolean {
    return this.#digit !== "";
  }

  press(digit: string): void {
    this.#digit = digit;
    this.#waiting = setTimeout(() => this.settle(), LONE_MS);
  }

  /** Something follows that is not known yet, such as what an input method composes. */
  hold(): void {
    clearTimeout(this.#waiting);
  }

  /** The digit as text, if it has not acted. */
  take(): string {
    this.hold();
    const digit = this.#digit;
    this.#digit = "";
    return digit;
  }

  /** Nothing follows: it acts, if it has not. */
  async settle(): Promise<void> {
    const digit = this.take();
    if (digit) await this.act(digit);
  }
}
