// The code on a badge: what it says, and whether the congress signed it.

import { ALPHABET, decode } from "./base45.js";

const PREFIX = "PL1";
const SIGNED_PART = 11;
const WHOLE_TEXT = 116;
const DOMAIN = new TextEncoder().encode("plenaria-badge-1\0");

/**
 * {keyId, congress, number, serial, message, signature} of a badge's text.
 * Otherwise {problem}: "not_a_badge" (another system's code), "unreadable" (ours, but cut, doubled or damaged)
 * or "impossible" (whole, but no bytes are written so: nobody ever printed it).
 */
export function readBadge(text) {
  if (!text.startsWith(PREFIX)) return { problem: "not_a_badge" };
  const isWhole = text.length === WHOLE_TEXT && [...text].every((letter) => ALPHABET.includes(letter));
  if (!isWhole) return { problem: "unreadable" };
  let bytes;
  try {
    bytes = decode(text.slice(PREFIX.length));
  } catch {
    return { problem: "impossible" };
  }
  const view = new DataView(bytes.buffer);
  const message = new Uint8Array(DOMAIN.length + SIGNED_PART);
  message.set(DOMAIN);
  message.set(bytes.subarray(0, SIGNED_PART), DOMAIN.length);
  return {
    keyId: view.getUint8(0),
    congress: view.getUint32(1),
    number: view.getUint32(5),
    serial: view.getUint16(9),
    message,
    signature: bytes.slice(SIGNED_PART),
  };
}

/** 32 bytes of a public key written as hexadecimal, base64 or base64url. */
export function keyBytes(text) {
  if (/^[0-9a-f]{64}$/i.test(text)) {
    return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
  }
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

const imported = new Map();
let library = null;

async function byLibrary(publicKey, badge) {
  library ??= import("../vendor/noble-ed25519/index.js");
  const { verifyAsync } = await library;
  return verifyAsync(badge.signature, badge.message, keyBytes(publicKey), { zip215: false });
}

async function byBrowser(publicKey, badge) {
  if (!imported.has(publicKey)) {
    const key = crypto.subtle.importKey("raw", keyBytes(publicKey), { name: "Ed25519" }, false, ["verify"]);
    imported.set(publicKey, key);
  }
  const key = await imported.get(publicKey);
  return crypto.subtle.verify({ name: "Ed25519" }, key, badge.signature, badge.message);
}

let browserKnows = true;

/** True if one of the congress's keys ({id, public}) signed the badge; never throws. */
export async function isGenuine(badge, keys) {
  const key = keys.find((candidate) => Number(candidate.id) === badge.keyId);
  if (!key) return false;
  if (browserKnows) {
    try {
      return await byBrowser(key.public, badge);
    } catch {
      // Older browsers know no Ed25519; from here on the small library answers.
      browserKnows = false;
    }
  }
  try {
    return await byLibrary(key.public, badge);
  } catch {
    return false;
  }
}
