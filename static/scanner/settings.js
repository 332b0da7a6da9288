// The settings: camera, sound, the queue's way out, logging out.

import * as camera from "./camera.js";
import { queueAsFile } from "./door.js";
import { wish, wishes } from "./feedback.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { count, say } from "./words.js";

const $ = (id) => document.getElementById(id);
let savedUpTo = 0;

async function showCameras() {
  const cameras = await camera.list();
  const chosen = (await store.get("camera")) ?? "";
  const known = cameras.filter(({ id }) => id);
  const options = known.map(({ id, label }, at) => new Option(label || say("camera_other", { number: at + 1 }), id));
  $("camera-choice").replaceChildren(new Option(say("camera_default"), ""), ...options);
  $("camera-choice").value = options.some((option) => option.value === chosen) ? chosen : "";
  $("camera-field").hidden = !options.length;
}

async function open() {
  $("sound").checked = wishes.sound;
  $("vibration").checked = wishes.vibration;
  $("log-out-refused").replaceChildren();
  await showCameras();
  $("settings").showModal();
}

async function download() {
  const rows = await store.queued(100_000);
  const address = URL.createObjectURL(new Blob([await queueAsFile()], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `scans-${new Date().toISOString().slice(0, 16).replaceAll(":", "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  savedUpTo = rows.at(-1)?.seq ?? 0;
}

function refuse(pending, isSaved, logOut) {
  const text = document.createElement("p");
  text.className = "notice wait";
  text.textContent = isSaved ? say("log_out_saved") : say("log_out_refused", { count: count(pending) });
  const parts = [text];
  if (isSaved) {
    const anyway = document.createElement("button");
    anyway.type = "button";
    anyway.className = "button danger";
    anyway.textContent = say("log_out_confirm");
    anyway.addEventListener("click", logOut);
    parts.push(anyway);
  }
  $("log-out-refused").replaceChildren(...parts);
}

async function tryLogOut(logOut) {
  // A revoked device gets no answer any more; waiting for one must not keep the steward here.
  if (navigator.onLine) await Promise.race([sync.now(), new Promise((resolve) => setTimeout(resolve, 4_000))]);
  const rows = await store.queued(100_000);
  if (!rows.length) return logOut();
  return refuse(rows.length, rows.at(-1).seq <= savedUpTo, logOut);
}

export function prepareSettings({ logOut, restartCamera }) {
  $("open-settings").addEventListener("click", open);
  $("close-settings").addEventListener("click", () => $("settings").close());
  $("sound").addEventListener("change", (event) => wish("sound", event.target.checked));
  $("vibration").addEventListener("change", (event) => wish("vibration", event.target.checked));
  $("send-now").addEventListener("click", () => sync.now());
  $("download").addEventListener("click", download);
  $("log-out").addEventListener("click", () => tryLogOut(logOut));
  $("camera-choice").addEventListener("change", async (event) => {
    await store.set("camera", event.target.value);
    await restartCamera();
  });
}
