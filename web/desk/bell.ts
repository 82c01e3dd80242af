import { words } from "./i18n/zh-Hans";

const PITCH_HZ = 660;
const SECONDS = 0.25;
const LOUDNESS = 0.08;

/** One soft tone. A browser that does not let the page sound stays silent. */
export function ring(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = PITCH_HZ;
  volume.gain.setValueAtTime(LOUDNESS, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.onended = () => audio.close();
  tone.start();
  tone.stop(audio.currentTime + SECONDS);
}

/** A notification of the browser, where nobody looks at the page; a later one on the same takes its place. */
export function notify(text: string, tag: string, onOpen: () => void): void {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  const shown = new Notification(words.name, { body: text, tag });
  shown.onclick = () => {
    window.focus();
    shown.close();
    onOpen();
  };
}

let isLeader = !navigator.locks;
navigator.locks?.request("refund-desk.bell", () => {
  isLeader = true;
  return new Promise(() => {}); // until the tab is closed, when the next takes its turn
});

/** Whether this tab is the one, of all that are open in the browser, that calls. */
export const leads = () => isLeader;
