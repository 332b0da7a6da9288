// What the door says: pure rules, no browser, no storage. The server judges again and has the last word.

const NOT_CONFIRMED = new Set(["awaiting_approval", "waitlisted", "not_confirmed", "no_show"]);
const CANCELLED = new Set(["cancelled", "expired", "refused"]);

const TONES = {
  admitted: "go",
  left: "out",
  already_in: "wait",
  unpaid: "wait",
  not_confirmed: "wait",
  room_full: "wait",
};

// Nobody is refused by these: the list is older than the badge, or the code has to be read again.
const MILD = { unknown: ["newly_registered"], refused: ["not_a_badge", "unreadable"] };

/** Colour family of an outcome and its reason: go, out, wait (amber) or stop (red). */
export function tone(outcome, reason = null) {
  if (MILD[outcome]?.includes(reason)) return "wait";
  return TONES[outcome] ?? "stop";
}

/** Calendar day of an instant (milliseconds) in the congress's time zone, as text. */
export function dayOf(instant, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone || undefined, dateStyle: "short" }).format(instant);
}

function refusedByState(state) {
  if (state === "blank" || state === "unbound") return "unknown";
  if (CANCELLED.has(state)) return "cancelled";
  if (NOT_CONFIRMED.has(state)) return "not_confirmed";
  if (state === "awaiting_payment" || state === "unpaid") return "unpaid";
  return null;
}

function refusedByPoint(badge, point, at) {
  const entitlement = (badge.may ?? {})[point.code];
  if (!entitlement) return "wrong_point";
  const [from, until] = entitlement;
  if (from && at < Date.parse(from)) return "wrong_time";
  if (until && at >= Date.parse(until)) return "wrong_time";
  return null;
}

/**
 * True if an earlier admission at this point still counts.
 * rules.repeat is once (also if absent), once_a_day or unlimited.
 */
function stillIn(presence, rules, at, zone) {
  if (!presence?.inside) return false;
  if (rules?.repeat === "unlimited") return false;
  if (rules?.repeat === "once_a_day") return dayOf(Date.parse(presence.first.at), zone) === dayOf(at, zone);
  return true;
}

/**
 * {outcome, reason, first} for a genuine badge.
 *
 * listed: the manifest's row or undefined; presence: {inside, first: {at, point, device}} at this point or
 * undefined; at: milliseconds, corrected for the device's clock; knownTo: highest number the list must hold.
 */
export function judge({ badge, listed, presence, point, direction, at, knownTo, zone }) {
  const ruling = (outcome, reason = null, first = null) => ({ outcome, reason, first });
  if (!listed) return ruling("unknown", badge.number > knownTo ? "newly_registered" : "not_listed");
  if (badge.serial < listed.serial) return ruling("superseded");
  if (direction === "out") return ruling("left");
  const refused = refusedByState(listed.state) ?? refusedByPoint(listed, point, at);
  if (refused) return ruling(refused);
  if (stillIn(presence, point.rules, at, zone)) return ruling("already_in", null, presence.first);
  return ruling("admitted");
}

/** Presence at the point after an outcome, or undefined if it does not change. */
export function presenceAfter({ outcome, first, scan, device, presence }) {
  const here = { at: scan.scanned_at, point: scan.point, device };
  if (outcome === "admitted") return { inside: true, first: here };
  if (outcome === "already_in") return { inside: true, first: first ?? presence?.first ?? here };
  if (outcome === "left") return { inside: false, first: presence?.first ?? here };
  return undefined;
}
