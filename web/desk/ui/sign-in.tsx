import { useLayoutEffect, useRef } from "preact/hooks";
import { useStore } from "../../shared/store";
import { addressOfSignIn } from "../company";
import { words } from "../i18n/zh-Hans";
import { useEnvironment } from "./environment";

/** Sends the agent to the company's issuer where there is one, and takes a token. */
export function SignIn() {
  const { desk } = useEnvironment();
  const { signingIn, refused, anew } = useStore(desk);
  const field = useRef<HTMLInputElement>(null);
  const company = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    // In the frame of another desk the focus stays where its agent has it.
    if (window === window.top) (company.current ?? field.current)?.focus();
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
        {desk.byCompany && (
          <>
            <a class="primary" ref={company} href={addressOfSignIn(location.pathname, anew)}>
              {anew ? words.signIn.another : words.signIn.company}
            </a>
            <p class="small">{words.signIn.or}</p>
          </>
        )}
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
        <button type="submit" class={desk.byCompany ? "soft" : "primary"} disabled={signingIn}>
          {signingIn ? words.signIn.checking : words.signIn.submit}
        </button>
      </form>
    </main>
  );
}
