// What the steward sees: the result, the recent list, the state of the exchange. No decisions here.

import { standing, toneOf } from "./door.js";
import * as store from "./store.js";
import { clock, count, has, pick, say } from "./words.js";

const $ = (id) => document.getElementById(id);
const RECENT = 30;
// These outcomes say little by themselves; with them, the reason gives the words.
const EXPLAINED = new Set(["refused", "unknown"]);
const SHOWN = { go: 6_000, out: 6_000, wait: 20_000, stop: 20_000 };

// The server has closed the door to this device itself.
const LOCKED = new Set(["refused", "revoked"]);

let clearing = 0;
let shown = null;
let isReady = null;

/** The word for an outcome; some reasons have a better one. */
export function word({ outcome, reason }) {
  if (EXPLAINED.has(outcome) && reason && has(`outcome_${reason}`)) return say(`outcome_${reason}`);
  return has(`outcome_${outcome}`) ? say(`outcome_${outcome}`) : say("outcome_refused");
}

function timeHint(listed, point, zone) {
  const [from, until] = listed?.may?.[point.code] ?? [];
  if (!from && !until) return "";
  const kind = from && until ? "hint_wrong_time" : from ? "hint_wrong_time_from" : "hint_wrong_time_until";
  return say(kind, { from: from && clock(from, zone), until: until && clock(until, zone) });
}

function hint({ outcome, reason, first }, { listed, point, points, zone }) {
  if (outcome === "already_in" && first) {
    const at = points.find((candidate) => candidate.code === first.point);
    const place = [at ? pick(at.names) : first.point, first.device].filter(Boolean).join(", ");
    return say("hint_already_in", { time: clock(first.at, zone), place });
  }
  if (outcome === "wrong_time") return timeHint(listed, point, zone);
  const key = EXPLAINED.has(outcome) && reason && has(`hint_${reason}`) ? `hint_${reason}` : `hint_${outcome}`;
  return has(key) ? say(key, { point: pick(point.names) || point.code }) : "";
}

/** City and category as far as the list holds them. */
function about(listed) {
  return [pick(listed?.city), pick(listed?.category_name ?? listed?.category)].filter(Boolean).join(", ");
}

function paint(tone, texts) {
  const result = $("result");
  result.dataset.tone = tone;
  // Two equal results in a row must still be seen to be two.
  result.dataset.beat = result.dataset.beat === "a" ? "b" : "a";
  $("result-icon").setAttribute("href", `#icon-${tone}`);
  $("result-word").textContent = texts.word;
  $("result-name").textContent = texts.name ?? "";
  $("result-about").textContent = texts.about ?? "";
  $("result-hint").textContent = texts.hint ?? "";
}

/** What stands there between scans; ready is false while the list is missing, trouble says why it will not come. */
export function showReady(ready = isReady ?? true, trouble = null) {
  clearTimeout(clearing);
  isReady = ready;
  shown = null;
  if (ready) paint("none", { word: say("ready"), hint: say("ready_hint") });
  else if (LOCKED.has(trouble)) paint("stop", { word: say("withdrawn"), hint: say("withdrawn_hint") });
  else paint("none", { word: say("loading"), hint: say("no_list") });
}

export function showResult({ row, listed, tone }, context) {
  clearTimeout(clearing);
  shown = { row, listed, context };
  const given = standing(row);
  const explained = hint(given, { ...context, listed });
  paint(tone, { word: word(given), name: listed?.name, about: about(listed), hint: explained });
  clearing = setTimeout(() => showReady(), SHOWN[tone]);
}

export function showNotKept() {
  clearTimeout(clearing);
  shown = null;
  paint("stop", { word: say("outcome_refused"), hint: say("not_kept") });
}

/** The server judged otherwise: the large result follows if it still shows that scan. Returns the new tone, or null. */
export function correct(rows) {
  const row = rows.find((candidate) => candidate.id === shown?.row.id);
  if (!row) return null;
  const tone = toneOf(row);
  const before = $("result").dataset.tone;
  if (row.final === row.outcome && !row.final_first && tone === before) return null;
  showResult({ row, listed: shown.listed, tone }, shown.context);
  return tone === before ? null : tone;
}

/** Draw what is shown again in another language. */
export function redraw() {
  if (shown) showResult({ ...shown, tone: toneOf(shown.row) }, shown.context);
  else if (isReady !== null) showReady();
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function recentRow(row, listed, { points, zone }) {
  const item = element("li", "recent-row");
  item.dataset.tone = toneOf(row);
  item.append(element("span", "recent-word", word(standing(row))));
  const time = element("time", "recent-time", clock(row.scanned_at, zone));
  time.dateTime = row.scanned_at;
  item.append(time);
  if (listed) {
    const who = element("span", "recent-name");
    // Names run in their own direction; what follows does not.
    const parts = [listed.name && element("bdi", "", listed.name), about(listed)].filter(Boolean);
    who.append(...parts.flatMap((part, at) => (at ? [", ", part] : [part])));
    item.append(who);
  }
  const point = points.find((candidate) => candidate.code === row.point);
  const notes = [point ? pick(point.names) : row.point];
  if (row.queued) notes.push(say("waiting_to_send"));
  if (row.final && row.final !== row.outcome) notes.push(say("corrected", { outcome: word(row) }));
  item.append(element("span", "recent-note", notes.filter(Boolean).join(", ")));
  return item;
}

export async function showRecent(context) {
  const rows = await store.recent(RECENT);
  const listed = await Promise.all(rows.map((row) => (row.number === null ? undefined : store.badge(row.number))));
  $("recent").replaceChildren(...rows.map((row, at) => recentRow(row, listed[at], context)));
  $("recent-none").hidden = rows.length > 0;
}

function notices(status, isOffline) {
  const found = [];
  if (LOCKED.has(status.trouble)) found.push(["stop", say(status.trouble)]);
  else if (status.trouble === "too_many") found.push(["wait", say("too_many")]);
  else if (status.trouble && !isOffline) found.push(["wait", say("trouble")]);
  const minutes = Math.round(Math.abs(status.ahead) / 60_000);
  if (minutes >= 2) found.push(["wait", say("clock", { minutes: count(minutes) })]);
  return found;
}

export function showStatus(status, zone) {
  const isOffline = !navigator.onLine || !status.online;
  const net = $("chip-net");
  net.textContent = say(isOffline ? "offline" : "online");
  net.dataset.state = isOffline ? "off" : "on";
  const queue = $("chip-queue");
  queue.textContent = status.pending ? say("pending", { count: count(status.pending) }) : say("all_sent");
  queue.dataset.state = status.pending ? "waiting" : "on";
  $("fact-queue").textContent = queue.textContent;
  const last = status.lastContact;
  $("fact-contact").textContent = last ? say("contact", { time: clock(last, zone) }) : say("contact_never");
  $("download").hidden = $("download-hint").hidden = !status.pending;
  const found = notices(status, isOffline);
  const text = JSON.stringify(found);
  if ($("alerts").dataset.shown !== text) {
    $("alerts").dataset.shown = text;
    $("alerts").replaceChildren(...found.map(([kind, said]) => element("p", `notice ${kind}`, said)));
  }
}
