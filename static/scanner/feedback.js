// What the hand and the ear notice. Sound is off until somebody wants it; no refusal is loud.

import * as store from "./store.js";

const TONES = { go: [[880, 0.09]], out: [[660, 0.09]], wait: [[520, 0.1], [520, 0.1]], stop: [[330, 0.22]] };
const BUZZES = { go: [60], out: [60], wait: [60, 80, 60], stop: [220] };
const SOFT = 0.12;

export const wishes = { sound: false, vibration: true };
let audio = null;

export async function loadWishes() {
  Object.assign(wishes, await store.get("wishes"));
}

export async function wish(name, value) {
  wishes[name] = value;
  await store.set("wishes", { ...wishes });
  if (name === "sound" && value) play("go");
}

function play(tone) {
  audio ??= new AudioContext();
  audio.resume();
  let at = audio.currentTime;
  for (const [pitch, length] of TONES[tone]) {
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(SOFT, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    voice.connect(volume).connect(audio.destination);
    voice.start(at);
    voice.stop(at + length);
    at += length + 0.05;
  }
}

export function feel(tone) {
  if (wishes.vibration) navigator.vibrate?.(BUZZES[tone]);
  if (wishes.sound) play(tone);
}

let lock = null;
let wanted = false;

/** Keep the screen lit while the scanner is in use; the browser lets go of it whenever the page is hidden. */
export async function stayAwake() {
  wanted = true;
  if (lock || document.hidden || !navigator.wakeLock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => {
      lock = null;
    });
  } catch {
    // A nearly empty battery may refuse; scanning goes on.
  }
}

export function maySleep() {
  wanted = false;
  lock?.release();
}

document.addEventListener("visibilitychange", () => wanted && stayAwake());
