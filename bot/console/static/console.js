// Live counts shared by all tabs of a browser, and a warning before an idle session ends.

const channel = new BroadcastChannel("sportello-console");
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language);
// As everywhere on these pages, whatever the clock of this computer says.
const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/Rome" });

// --- live: one tab holds the connection and tells the others

const board = document.querySelector("[data-live]");

/** What a dotted name means in the counts; undefined where it is not told. */
function told(counts, name) {
  return name.split(".").reduce((found, part) => found?.[part], counts);
}

function show(counts) {
  for (const place of document.querySelectorAll("[data-count]")) {
    const value = told(counts, place.dataset.count);
    if (value === undefined) continue;
    const words = numbers.format(value);
    if (place.textContent !== words) place.textContent = words;
    place.closest(".card")?.classList.toggle("is-bad", place.dataset.count === "failures" && value > 0);
  }
  for (const place of document.querySelectorAll("[data-moment]")) {
    const value = told(counts, place.dataset.moment);
    place.textContent = value ? moments.format(new Date(value)) : "—";
  }
  for (const place of document.querySelectorAll("[data-value]")) {
    const value = told(counts, place.dataset.value);
    if (value !== undefined) place.value = value;
  }
  for (const place of document.querySelectorAll("[data-state]")) {
    if (told(counts, place.dataset.state) === place.dataset.shown) continue;
    // Nobody's words are thrown away: where something is being typed, a link says it.
    const isTyping = [...document.querySelectorAll("main input:not([type=hidden], [type=checkbox])")].some((field) => field.value);
    if (isTyping) for (const link of document.querySelectorAll("[data-changed]")) link.hidden = false;
    else location.replace(location.pathname);
  }
}

function listen() {
  return new Promise((ended) => {
    const stream = new EventSource(board.dataset.live);
    stream.addEventListener("message", (event) => {
      const counts = JSON.parse(event.data);
      show(counts);
      channel.postMessage({ counts });
    });
    stream.addEventListener("signed-out", () => { stream.close(); channel.postMessage({ out: true }); leave(); ended(); });
  });
}

if (board) navigator.locks?.request("sportello-live", listen) ?? listen();

// --- idle: only what a person does counts, in any tab

const idle = document.querySelector("[data-idle-minutes]");
let lastAct = Date.now();

function leave() {
  location.assign(`/console/sign-in?then=${encodeURIComponent(location.pathname + location.search)}`);
}

function acted() {
  lastAct = Date.now();
  idle?.close();
}

channel.addEventListener("message", (event) => {
  if (event.data.counts && board) show(event.data.counts);
  if (event.data.acted) acted();
  if (event.data.out) leave();
});

if (idle) {
  channel.postMessage({ acted: true });
  const whole = Number(idle.dataset.idleMinutes) * 60_000;
  const warning = Math.min(120_000, whole / 2);
  setInterval(() => {
    const left = lastAct + whole - Date.now();
    if (left <= 0) leave();
    else if (left <= warning && !idle.open) idle.showModal();
  }, 1000);
  idle.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) { leave(); return; }
    acted();
    channel.postMessage({ acted: true });
  });
}

// --- what is being written survives a session that ends

// A draft is let go once a page says that it was saved; a form that is sent may still find nobody signed in.
const sent = sessionStorage.getItem("draft-sent");
sessionStorage.removeItem("draft-sent");
const wasSaved = sent !== null && document.querySelector(".said") !== null;
if (wasSaved) sessionStorage.removeItem(sent);

const isMark = (field) => ["checkbox", "radio"].includes(field.type);
const nameOf = (field) => (isMark(field) ? `${field.name}=${field.value}` : field.name);
// Which version somebody had before their eyes ("seen") is part of what they wrote.
const isKept = (field) => field.name === "seen" || (field.name && !["file", "hidden", "password", "submit"].includes(field.type));

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const fields = () => [...form.elements].filter(isKept);
  const keep = () => {
    const values = {};
    for (const field of fields()) values[nameOf(field)] = isMark(field) ? field.checked : field.value;
    sessionStorage.setItem(key, JSON.stringify(values));
  };
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  // What the server shows of a form that was just sent is newer than what was kept before.
  if ("draftFresh" in form.dataset || (sent === key && !wasSaved)) keep();
  else if (kept) for (const field of fields()) {
    const value = kept[nameOf(field)];
    if (value === undefined) continue;
    if (isMark(field)) field.checked = value;
    else field.value = value;
  }
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => { keep(); sessionStorage.setItem("draft-sent", key); });
}
