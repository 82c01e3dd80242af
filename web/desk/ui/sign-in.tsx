import { useLayoutEffect, useRef } from "preact/hooks";
import { useStore } from "../../shared/store";
import { words } from "../i18n/zh-Hans";
import { useEnvironment } from "./environment";

/** Takes the agent's token. */
export function SignIn() {
  const { desk } = useEnvironment();
  const { signingIn, refused } = useStore(desk);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // In the frame of another desk the focus stays where its agent has it.
    if (window === window.top) field.current?.focus();
  }, []);
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const token = String(new FormData(event.currentTarget).get("token") ?? "").trim();
          if (token) desk.signIn(token);
        }}
      >
        <h1>{words.signIn.title}</h1>
        <label for="token">{words.signIn.label}</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          ref={field}
          aria-describedby="token-hint"
        />
        <p id="token-hint" class="small">
          {words.signIn.hint}
        </p>
        <p class="small wrong" role="alert">
          {refused}
        </p>
        <button type="submit" class="primary" disabled={signingIn}>
          {signingIn ? words.signIn.checking : words.signIn.submit}
        </button>
      </form>
    </main>
  );
}
