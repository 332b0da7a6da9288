// The scanner's texts. All languages come in one file that the service worker keeps.

// Which formats a language means here: "en" alone would be American.
const LOCALES = { en: "en-GB", pt: "pt-PT" };

let all = {};
let current = document.documentElement.lang;

export async function load() {
  const response = await fetch(document.documentElement.dataset.words);
  all = await response.json();
  const wished = [current, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  use(wished.find((code) => code in all) ?? "en");
}

export const language = () => current;

/** Change the language and every text of the page that names its word. */
export function use(code) {
  if (!(code in all)) return;
  current = code;
  document.documentElement.lang = code;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
  document.title = `Plenaria: ${say("app")}`;
}

export const has = (key) => Boolean(all[current]?.[key]);

/** The text of a word, with {placeholders} filled in. */
export function say(key, values = {}) {
  const text = all[current]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A translated value of the server's ({language: text}) or a plain text. */
export function pick(value) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return value[current] || value.en || Object.values(value).find(Boolean) || "";
}

/** An instant as the time of day, with the day if it is not today, in the congress's time zone. */
export function clock(instant, zone) {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  const timeZone = zone || undefined;
  const day = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(moment);
  const options = { hour: "2-digit", minute: "2-digit", timeZone };
  if (day(at) !== day(new Date())) Object.assign(options, { weekday: "short", day: "numeric", month: "short" });
  return new Intl.DateTimeFormat(LOCALES[current] ?? current, options).format(at);
}

export const count = (number) => new Intl.NumberFormat(LOCALES[current] ?? current).format(number);
