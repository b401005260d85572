// Building elements: text always goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties (class, text, on…, aria-… and other attributes) and children. */
export function element(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === false || value === null) continue;
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** One of the drawings of the page, by name. */
export function icon(name, extra = "") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `icon ${extra}`);
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  drawing.append(use);
  return drawing;
}

export const byId = (id) => document.getElementById(id);

/** Two letters of a name, for a round picture. */
export function initials(name) {
  const words = name.split(/\s+/u).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("");
}

let aheadMs = 0;

/** Takes the demo's time, in seconds since 1970; it may be ahead of the computer's. */
export function setClock(seconds) {
  aheadMs = seconds * 1000 - Date.now();
}

/** The demo's time. */
export const now = () => new Date(Date.now() + aheadMs);

/** The bot's time zone, wherever the browser is. */
export const ZONE = "Europe/Rome";
const CLOCK = new Intl.DateTimeFormat("it", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("it", { day: "numeric", month: "long", timeZone: ZONE });
/** A date in Italy as 2026-01-31. */
const DATE = new Intl.DateTimeFormat("sv", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: ZONE });

export const clock = (seconds) => CLOCK.format(seconds * 1000);

/** Today's date in Italy. */
export const today = () => DATE.format(now());

/** The day of a moment, as a chat names it. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  // At noon UTC no change of clocks and no zone of ours makes it another day.
  const yesterday = new Date(Date.parse(`${today()}T12:00:00Z`) - 24 * 3600 * 1000);
  if (DATE.format(date) === today()) return "Oggi";
  return DATE.format(date) === DATE.format(yesterday) ? "Ieri" : DAY.format(date);
}
