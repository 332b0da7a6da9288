// Keeps the list fresh and hands in the queue, in the background, with back-off.

import * as server from "./server.js";
import * as store from "./store.js";
import { presenceAfter } from "./verdict.js";

const BATCH = 1000;
const REFRESH = 60_000;
const SOON = 250;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 300_000;
const KEEP_SENT = 48 * 3_600_000;
const DEFAULT_LIFE_HOURS = 36;

export const events = new EventTarget();
/** What the screen shows of the exchange with the server. */
export const status = { online: navigator.onLine, pending: 0, lastContact: null, trouble: null, ahead: 0 };

let timer = 0;
let wait = FIRST_WAIT;
let running = null;
let again = false;
let batch = BATCH;
let stopped = true;
// When the list is asked for again (milliseconds); scans in between are handed in alone.
let listDue = 0;

function tell(name, detail) {
  events.dispatchEvent(new CustomEvent(name, { detail }));
}

async function contact() {
  status.online = true;
  status.trouble = null;
  status.lastContact = Date.now();
  wait = FIRST_WAIT;
  await store.set("last_contact", status.lastContact);
}

const WIRED = ["id", "point", "token", "scanned_at", "offline", "direction", "override"];

/** A kept scan as the API wants it. */
export const wire = (row) => Object.fromEntries(WIRED.map((name) => [name, row[name]]));

function settle(row, given, before) {
  const fields = { final: given.outcome, final_reason: given.reason ?? null, final_first: given.first_scan ?? null };
  if (given.outcome === row.outcome && given.outcome !== "already_in") return { fields };
  if (row.direction === "out" && given.outcome === "left") return { fields };
  const scan = { scanned_at: row.scanned_at, point: row.point };
  const { outcome, first_scan: first } = given;
  const after = presenceAfter({ outcome, first, scan, device: row.device, presence: before });
  // Let in here, but the server says no: whoever shows this badge next is not "already in" because of us.
  const undo = row.outcome === "admitted" && before?.first?.at === row.scanned_at ? null : undefined;
  return { fields, presence: after ?? undo };
}

async function handIn(token) {
  for (;;) {
    const rows = await store.queued(batch);
    if (!rows.length) return;
    let answers;
    try {
      answers = await server.hand(token, rows.map(wire), (await store.queuedCount()) - rows.length);
    } catch (error) {
      const tooMuch = error.kind === "too_large" || error.kind === "invalid";
      if (!tooMuch) throw error;
      if (rows.length > 1) {
        batch = Math.max(1, Math.floor(rows.length / 2));
        continue;
      }
      // One scan that no server takes must not hold up the rest; it stays in the list and in the file.
      answers = [{ id: rows[0].id, outcome: "refused", reason: "not_accepted" }];
    }
    await contact();
    const changed = await store.settleScans(answers, settle);
    status.pending = await store.queuedCount();
    tell("settled", changed);
    tell("status");
    if (!changed.length) throw new server.ServerError("broken");
  }
}

async function refreshList(token) {
  let state = (await store.get("manifest")) ?? {};
  let more = true;
  while (more) {
    const { body, etag, ahead } = await server.manifest(token, state.cursor, state.etag);
    if (ahead !== null) status.ahead = ahead;
    await contact();
    if (!body) break;
    state = {
      ...state,
      keys: body.keys?.length ? body.keys : (state.keys ?? []),
      points: body.points?.length ? body.points : (state.points ?? []),
      congress: body.congress ?? state.congress ?? null,
      rehearsal: Boolean(body.rehearsal),
      known_to: Number(body.known_to ?? state.known_to ?? 0),
      life_hours: body.keep_hours ?? state.life_hours ?? DEFAULT_LIFE_HOURS,
      complete: state.complete || !body.more,
      cursor: body.cursor,
      // A tag belongs to one address; the next page has another.
      etag: body.more ? null : etag,
    };
    more = Boolean(body.more);
    await store.applyManifest(body.badges, state, { fromScratch: Boolean(body.reset) });
    tell("manifest", state);
  }
}

async function giveUpDevice(kind) {
  status.trouble = kind;
  // Names leave a lost or unknown device at once; the queue waits until somebody hands it in.
  await store.forgetManifest();
  tell("manifest", null);
}

async function round() {
  const device = await store.get("device");
  if (!device || stopped) return;
  try {
    try {
      await handIn(device.token);
    } catch (error) {
      if (error.kind !== "revoked") throw error;
      listDue = 0;
    }
    if (Date.now() >= listDue) {
      await refreshList(device.token);
      listDue = Date.now() + REFRESH;
    }
  } catch (error) {
    if (error.kind === "refused" || error.kind === "revoked") {
      await giveUpDevice(error.kind);
    } else if (error.kind === "invalid" && error.code === "unknown_cursor") {
      // The old list serves until the new one has come whole.
      await store.set("manifest", { ...(await store.get("manifest")), cursor: "", etag: null });
    } else {
      if (error.kind === "offline") status.online = false;
      status.trouble = error.kind === "offline" ? null : (error.kind ?? "broken");
    }
    if (!(error instanceof server.ServerError)) console.error(error);
    wait = Math.min(LONGEST_WAIT, Math.max(wait * 2, (error.retryAfter ?? 0) * 1000));
    status.pending = await store.queuedCount();
    tell("status");
    schedule(wait * (0.75 + Math.random() / 2));
    return;
  }
  status.pending = await store.queuedCount();
  tell("status");
  // A badge may have been scanned while the list came in.
  schedule(status.pending ? SOON : listDue - Date.now());
}

async function alone() {
  // Two tabs on one device share the queue; one of them hands it in.
  if (navigator.locks) return navigator.locks.request("plenaria-scanner-sync", round);
  return round();
}

function schedule(milliseconds) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(exchange, Math.max(0, milliseconds));
}

/** Hand in the queue and fetch the list at once; a call during a round asks for one more. */
export function now() {
  listDue = 0;
  return exchange();
}

function exchange() {
  clearTimeout(timer);
  if (running) {
    again = true;
    return running;
  }
  running = alone().catch((error) => console.error(error)).finally(() => {
    running = null;
    if (again) {
      again = false;
      schedule(0);
    }
  });
  return running;
}

/** A scan was appended: hand it in soon, unless we are waiting for a server that did not answer. */
export async function scanAppended({ outcome }) {
  if (outcome === "unknown") listDue = 0;
  status.pending = await store.queuedCount();
  tell("status");
  if (status.online && navigator.onLine && !status.trouble) schedule(SOON);
}

/** Names do not stay on a device that has been out of touch for too long (36 hours unless the congress says). */
export async function expire() {
  const state = await store.get("manifest");
  const last = (await store.get("last_contact")) ?? 0;
  if (state && Date.now() - last > state.life_hours * 3_600_000) {
    await store.forgetManifest();
    tell("manifest", null);
  }
  await store.dropSentScans(Date.now() - KEEP_SENT);
}

export async function start() {
  stopped = false;
  status.lastContact = (await store.get("last_contact")) ?? null;
  status.pending = await store.queuedCount();
  await expire();
  tell("status");
  return now();
}

export function stop() {
  stopped = true;
  clearTimeout(timer);
}

window.addEventListener("online", () => {
  wait = FIRST_WAIT;
  listDue = 0;
  status.online = true;
  tell("status");
  schedule(0);
});
window.addEventListener("offline", () => {
  status.online = false;
  tell("status");
});
setInterval(() => !stopped && expire().catch((error) => console.error(error)), 600_000);
