import { render } from "preact";
import attachments from "../attachments/styles.css";
import answer from "../shared/answer.css";
import base from "../shared/base.css";
import { stylesheet } from "../shared/stylesheet";
import tokens from "../shared/tokens.css";
import { failureOf, isOffered } from "./company";
import { leaveKeysToInputMethods } from "./composing";
import { Desk } from "./desk";
import { words } from "./i18n/zh-Hans";
import { conversationOf, Screen } from "./screen";
import { session } from "./storage";
import styles from "./styles.css";
import { App } from "./ui/app";

document.adoptedStyleSheets = [tokens, base, answer, attachments, styles].map(stylesheet);

leaveKeysToInputMethods();

const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => {
  document.body.className = dark.matches ? "root dark" : "root";
};
dark.addEventListener("change", dress);
dress();

// The agent's link carries their token behind the #, which no server sees, and one who could not be signed in at
// the company comes back with the reason there; both are taken out of the address.
const behind = new URLSearchParams(location.hash.slice(1));
const given = behind.get("token");
const failure = failureOf(behind.get("sign-in"));
if (given) session.keep("token", given);
if (given || failure) history.replaceState(null, "", location.pathname + location.search);

const asked = new URLSearchParams(location.search).get("host");
const host = asked === "chatwoot" || asked === "zendesk" ? asked : null;
// An issuer shows its pages in no frame, and browsers keep the cookie out of one.
const desk = new Desk(host === null, host === null && isOffered());
if (failure) desk.set({ refused: words.signIn.failed[failure], anew: failure === "no_role" });
render(<App desk={desk} screen={new Screen()} host={host} />, document.body);
const id = conversationOf(location.pathname);
desk.resume().then(() => {
  if (id && desk.state.me) desk.openById(id);
});
