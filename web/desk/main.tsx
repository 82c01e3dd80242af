import { render } from "preact";
import answer from "../shared/answer.css";
import base from "../shared/base.css";
import { stylesheet } from "../shared/stylesheet";
import tokens from "../shared/tokens.css";
import { leaveKeysToInputMethods } from "./composing";
import { Desk } from "./desk";
import { conversationOf, Screen } from "./screen";
import { session } from "./storage";
import styles from "./styles.css";
import { App } from "./ui/app";

document.adoptedStyleSheets = [tokens, base, answer, styles].map(stylesheet);

leaveKeysToInputMethods();

const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => {
  document.body.className = dark.matches ? "root dark" : "root";
};
dark.addEventListener("change", dress);
dress();

// The agent's link carries their token behind the #, which no server sees; it is taken out of the address.
const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  session.keep("token", given);
  history.replaceState(null, "", location.pathname + location.search);
}

const asked = new URLSearchParams(location.search).get("host");
const host = asked === "chatwoot" || asked === "zendesk" ? asked : null;
const desk = new Desk(host === null);
render(<App desk={desk} screen={new Screen()} host={host} />, document.body);
const id = conversationOf(location.pathname);
desk.resume().then(() => {
  if (id && desk.state.me) desk.openById(id);
});
