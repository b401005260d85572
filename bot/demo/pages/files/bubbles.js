// One message of the chat as an element, with its buttons.

import { clock, element, icon, initials } from "./dom.js";
import { words } from "./text.js";

const WAVE = [6, 11, 17, 9, 21, 14, 7, 18, 23, 12, 8, 16, 20, 10, 6, 13, 19, 9, 15, 7, 11, 5];

/** Of the bubble around a photo, both sides together. */
const PHOTO_EDGE = 8;

/** What stands for contents that the page does not draw. */
const OTHER = {
  video: "🎬 Video", animation: "🎞️ Animazione", audio: "🎵 Audio", video_note: "⏺️ Videomessaggio",
  location: "📍 Posizione", venue: "📍 Luogo", poll: "📊 Sondaggio",
};

/** The list item of a message. `acts` has say(text), press(message, row, column, button), toast(text). */
export function bubble(message, acts) {
  const side = message.by_bot ? "in" : "out";
  const sticker = message.media?.kind === "sticker" ? "sticker" : "";
  const box = element("div", { class: message.text ? "bubble" : "bubble wordless" });
  box.append(element("span", { class: "unseen", text: message.by_bot ? `${message.sender}: ` : "Tu: " }));
  if (message.quoted) {
    box.append(element("span", { class: "quoted" }, element("b", { text: message.quoted.sender }), summary(message.quoted)));
  }
  const media = message.media && medium(message.media);
  if (media) box.append(media);
  // A photo takes its room before it has come, so that what stands below does not jump.
  if (message.media?.kind === "photo") box.style.width = `${message.media.width + PHOTO_EDGE}px`;
  const time = meta(message);
  if (message.text) {
    const body = words(message.text, message.entities, acts.say);
    body.append(time);
    box.append(body);
  } else {
    box.append(time);
  }
  const item = element("li", { class: `message ${side} ${sticker}`, "data-message-id": message.id }, box);
  if (message.buttons.length > 0) item.append(buttons(message, acts));
  return item;
}

/** What the list of people shows of a message. */
export function summary(message) {
  if (message.text) return message.text.replaceAll("\n", " ");
  const names = { photo: "Foto", document: "File", voice: "Messaggio vocale", contact: "Contatto" };
  return message.media?.kind === "sticker" ? `${message.media.emoji} Adesivo` : names[message.media?.kind] ?? "";
}

function meta(message) {
  const box = element("span", { class: "meta" });
  if (message.edited) box.append(element("span", { text: "modificato" }));
  box.append(element("time", { text: clock(message.date), datetime: new Date(message.date * 1000).toISOString() }));
  if (!message.by_bot) box.append(icon("ticks"));
  return box;
}

function medium(media) {
  switch (media.kind) {
    case "photo":
      return element("img", { class: "photo", src: media.url, width: media.width, height: media.height, alt: "Foto" });
    case "document":
      return element("a", { class: "file", href: media.url, download: media.name },
        element("span", { class: "file-sign", text: "📄", "aria-hidden": "true" }),
        element("span", {}, element("b", { text: media.name }), `${Math.max(1, Math.round(media.size / 1024))} kB`));
    case "sticker":
      return element("span", { class: "emoji", text: media.emoji, role: "img", "aria-label": `Adesivo ${media.emoji}` });
    case "voice":
      return voice(media.seconds);
    case "contact":
      return element("div", { class: "contact" },
        element("span", { class: "avatar avatar-3", text: initials(media.name), "aria-hidden": "true" }),
        element("span", {}, element("b", { text: media.name }), media.phone));
    case "other":
      return element("span", { class: "other", text: OTHER[media.name] ?? "Messaggio" });
    default:
      return null;
  }
}

function voice(seconds) {
  const wave = element("span", { class: "voice-wave", "aria-hidden": "true" });
  for (const height of WAVE) {
    const bar = element("i");
    bar.style.height = `${height}px`;
    wave.append(bar);
  }
  const length = `0:${String(seconds).padStart(2, "0")}`;
  return element("div", { class: "voice", role: "img", "aria-label": `Messaggio vocale, ${length}` },
    element("span", { class: "voice-play" }, icon("play")), wave, element("small", { text: length }));
}

function buttons(message, acts) {
  const box = element("div", { class: "buttons" });
  message.buttons.forEach((row, rowIndex) => {
    const line = element("div", { class: "row" });
    row.forEach((given, column) => line.append(button(message, given, rowIndex, column, acts)));
    box.append(line);
  });
  return box;
}

function button(message, given, row, column, acts) {
  const style = ["success", "danger", "primary"].includes(given.style) ? given.style : "";
  if (given.url) {
    const safe = /^(?:https?|tg|tel|mailto):/iu.test(given.url) ? given.url : "#";
    const link = { class: style, href: safe, target: "_blank", rel: "noopener noreferrer", title: given.url };
    return element("a", link, given.label, icon("out", "corner"));
  }
  if (given.copy !== null) {
    const copy = async () => {
      await navigator.clipboard.writeText(given.copy);
      acts.toast("Copiato");
    };
    return element("button", { class: style, type: "button", onclick: copy }, given.label, icon("copy", "corner"));
  }
  const made = element("button", { class: style, type: "button", text: given.label });
  made.addEventListener("click", () => acts.press(message, row, column, made));
  return made;
}
