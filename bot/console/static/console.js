// Live counts shared by all tabs of a browser, and a warning before an idle session ends.

const channel = new BroadcastChannel("sportello-console");
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language);
// As everywhere on these pages, whatever the clock of this computer says.
const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/Rome" });

// --- live: one tab holds the connection and tells the others

const board = document.querySelector("[data-live]");

function show(counts) {
  for (const place of document.querySelectorAll("[data-count]")) {
    const value = counts[place.dataset.count];
    if (value === undefined) continue;
    const words = numbers.format(value);
    if (place.textContent !== words) place.textContent = words;
    place.closest(".card")?.classList.toggle("is-bad", place.dataset.count === "failures" && value > 0);
  }
  for (const place of document.querySelectorAll("[data-moment]")) {
    const value = counts[place.dataset.moment];
    place.textContent = value ? moments.format(new Date(value)) : "—";
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
if (sent) {
  sessionStorage.removeItem("draft-sent");
  if (document.querySelector(".said")) sessionStorage.removeItem(sent);
}

// Which version somebody had before their eyes ("seen") is part of what they wrote.
const isKept = (field) => field.name === "seen"
  || (field.name && field.name !== "token" && !["file", "hidden", "password", "checkbox", "radio", "submit"].includes(field.type));

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const keep = () => {
    const values = {};
    for (const field of form.elements) if (isKept(field)) values[field.name] = field.value;
    sessionStorage.setItem(key, JSON.stringify(values));
  };
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  // What the server shows of a form that was sent is newer than what was kept before.
  if ("draftFresh" in form.dataset) keep();
  else if (kept) for (const [name, value] of Object.entries(kept)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && isKept(field)) field.value = value;
  }
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", key));
}
