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

const CLOCK = new Intl.DateTimeFormat("it", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("it", { day: "numeric", month: "long" });

export const clock = (seconds) => CLOCK.format(seconds * 1000);

/** The day of a moment, as a chat names it. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const today = now();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return "Oggi";
  return date.toDateString() === yesterday.toDateString() ? "Ieri" : DAY.format(date);
}
