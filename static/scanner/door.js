// One code read at the door: judged here, kept here, then shown. The server hears of it when it can.

import { isGenuine, readBadge } from "./badge.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { judge, presenceAfter, tone } from "./verdict.js";

// Long enough for any badge; a foreign code (a visiting card, a ticket) is kept no longer than needed to tell it.
const KEPT_OF_FOREIGN_CODE = 40;
const KEPT_OF_BADGE = 160;

function kept(text, isOurs) {
  const cut = text.slice(0, isOurs ? KEPT_OF_BADGE : KEPT_OF_FOREIGN_CODE);
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/g, "\ufffd");
}

async function outcomeWithoutList(badge, manifest) {
  if (badge.problem === "impossible") return { outcome: "forged", reason: null, first: null };
  if (badge.problem) return { outcome: "refused", reason: badge.problem, first: null };
  const ours = manifest.congress?.id;
  if (ours !== undefined && ours !== null && Number(ours) !== badge.congress) {
    return { outcome: "refused", reason: "other_congress", first: null };
  }
  if (!(await isGenuine(badge, manifest.keys))) return { outcome: "forged", reason: null, first: null };
  return null;
}

/**
 * Judge and keep one scan; returns {row, listed, tone}. Throws only if the device cannot keep it.
 *
 * context: {manifest, point, direction, device}; point is the manifest's row of the chosen point.
 */
export async function scan(text, { manifest, point, direction, device }) {
  const badge = readBadge(text);
  const ruled = await outcomeWithoutList(badge, manifest);
  const isGenuineBadge = ruled === null;
  const scanned = new Date();
  const fresh = {
    id: crypto.randomUUID(),
    point: point.code,
    token: kept(text, badge.problem !== "not_a_badge"),
    scanned_at: scanned.toISOString(),
    offline: !navigator.onLine || !sync.status.online,
    direction,
    override: null,
    number: isGenuineBadge ? badge.number : null,
    device: device.name,
  };
  const decide = (listed, presence) => {
    const given = ruled ?? judge({
      badge,
      listed,
      presence,
      point,
      direction,
      at: scanned.getTime() + sync.status.ahead,
      knownTo: manifest.known_to,
      zone: manifest.congress?.timezone,
    });
    const newSerial = listed && badge.serial > listed.serial;
    return {
      fields: { outcome: given.outcome, reason: given.reason, first: given.first },
      presence: isGenuineBadge
        ? presenceAfter({ outcome: given.outcome, first: given.first, scan: fresh, device: device.name, presence })
        : undefined,
      // A badge newer than the list: the older one is void from now on, and the name may be a substitute's.
      listed: newSerial ? { ...listed, serial: badge.serial, name: undefined } : undefined,
    };
  };
  const { row, listed } = await store.appendScan(fresh, decide);
  sync.scanAppended(row).catch((error) => console.error(error));
  return { row, listed, tone: tone(row.outcome, row.reason) };
}

/** {outcome, reason, first} of a kept scan as things stand: the server's answer where there is one. */
export function standing(row) {
  if (!row.final) return { outcome: row.outcome, reason: row.reason, first: row.first };
  // The server may give no reason; ours still explains the same outcome.
  const reason = row.final_reason || (row.final === row.outcome ? row.reason : null);
  return { outcome: row.final, reason, first: row.final_first ?? row.first };
}

/** Tone of a kept scan as things stand: the server's answer where there is one. */
export function toneOf(row) {
  const { outcome, reason } = standing(row);
  return tone(outcome, reason);
}

/** The queue as text, for handing in by hand: the body of the API's own call. */
export async function queueAsFile() {
  const scans = (await store.queued(100_000)).map(sync.wire);
  return JSON.stringify({ sent_at: new Date().toISOString(), scans }, null, 1);
}
