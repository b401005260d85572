// What the page of notices says in words.

import { ZONE } from "./dom.js";

const DAY = new Intl.DateTimeFormat("it", { weekday: "long", day: "numeric", month: "long", timeZone: ZONE });
const HOUR = new Intl.DateTimeFormat("it", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });

/** Statuses after which nothing follows. */
export const OVER = new Set(["cancelled", "restored", "done"]);

const STATUSES = {
  outage: { published: "Pubblicata", changed: "Cambiata", postponed: "Rimandata", cancelled: "Annullata", started: "Iniziata", restored: "Finita" },
  replacement: { published: "Pubblicato", changed: "Cambiato", postponed: "Rimandato", cancelled: "Annullato", done: "Fatto" },
};

/** When the bot speaks of a notice by itself. */
export const MOMENTS = {
  five_days: "Cinque giorni prima", one_day: "La sera prima", evening: "La sera prima",
  day: "24 ore prima, per gli apparecchi medici", hour: "Un’ora prima", start: "L’inizio", over: "La fine",
};

export const NEWS = {
  published: "Annuncio", changed: "Cambio", postponed: "Rinvio", cancelled: "Annullamento", started: "Inizio",
  restored: "È tornata", no_longer: "Non lo riguarda più", five_days: "Cinque giorni prima", one_day: "La sera prima",
  evening: "La sera prima", day: "Un giorno prima", hour: "Un’ora prima", over: "«Tutto bene?»", confirm: "«Hai letto?»",
};

export const STATES = { held: "aspetta il suo momento", queued: "in partenza", sent: "consegnato", failed: "non consegnato" };

export const status = (notice) => STATUSES[notice.kind][notice.status] ?? notice.status;

/** What stops where, or whose meter is changed. */
export function what(notice) {
  const { streets = [], points, comune } = notice.document;
  if (notice.kind === "replacement") return `Cambio del contatore: ${points.join(", ")}`;
  const rows = streets.map((row) => `${row.street === "*" ? "tutte le vie" : row.street} ${row.numbers}`.trim());
  return `${notice.utility === "gas" ? "Gas" : "Corrente"}: ${[...rows, ...points].join("; ")}, ${comune}`;
}

/** Day and hours. */
export function when(notice) {
  if (notice.starts === null) return "Senza data, per ora";
  const [start, end] = [new Date(notice.starts), new Date(notice.ends)];
  const last = DAY.format(end) === DAY.format(start) ? "" : ` di ${DAY.format(end)}`;
  return `${DAY.format(start)}, dalle ${HOUR.format(start)} alle ${HOUR.format(end)}${last}`;
}

/** How many doors, and how many people know. */
export function counts({ touched, told }) {
  const doors = touched === 1 ? "1 porta toccata" : `${touched} porte toccate`;
  return `${doors} · ${told === 1 ? "1 persona avvisata" : `${told} persone avvisate`}`;
}

const RULES = { pod: "per il punto di fornitura", street: "per via e numero", place: "per la località", comune: "per il comune" };

/** A door, and by what it is touched. */
export function door({ customer_code, point, followed, rule, certain }) {
  const who = followed ? `Indirizzo seguito: ${followed}` : `Cliente ${customer_code}, ${point}`;
  return `${who}: ${RULES[rule]}${certain ? "" : ", forse"}`;
}
