// Setting a device up: a one-time code, typed, pasted, read by camera or reader, or brought by a link.

import { readBadge } from "./badge.js";
import * as camera from "./camera.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);
const WORDS = { offline: "setup_offline", too_many: "setup_too_many" };
const WRONG_CODE = new Set(["invalid", "refused", "revoked"]);

let register = null;
let isBusy = false;

function complain(text, field) {
  const box = $("setup-error");
  box.textContent = text;
  box.hidden = !text;
  for (const name of ["setup-code", "setup-name"]) {
    const isWrong = Boolean(text) && name === field;
    $(name).setAttribute("aria-invalid", String(isWrong));
  }
  if (text && field) $(field).focus();
}

async function submit(event) {
  event.preventDefault();
  if (isBusy) return;
  const code = $("setup-code").value.trim();
  const name = $("setup-name").value.trim();
  if (!code) return complain(say("setup_need_code"), "setup-code");
  if (!name) return complain(say("setup_need_name"), "setup-name");
  complain("");
  isBusy = true;
  const button = event.submitter ?? $("setup-form").querySelector("[type=submit]");
  button.disabled = true;
  button.textContent = say("setup_busy");
  try {
    await register(code, name);
    $("setup-form").reset();
  } catch (error) {
    if (WRONG_CODE.has(error.kind)) complain(say("setup_wrong_code"), "setup-code");
    else complain(say(WORDS[error.kind] ?? "setup_broken"));
  } finally {
    isBusy = false;
    button.disabled = false;
    button.textContent = say("setup_submit");
  }
}

function codeIn(text) {
  // The QR may hold the code alone or the scanner's own address with the code behind the #.
  const found = /#code=([^&\s]+)/.exec(text);
  return found ? decodeURIComponent(found[1]) : text.trim();
}

/** A code read while the device is not set up yet. */
export function offerCode(text) {
  if (!readBadge(text).problem) return complain(say("setup_is_badge"));
  $("setup-code").value = codeIn(text).slice(0, 200);
  complain("");
  stopCamera();
  $("setup-name").focus();
}

function stopCamera() {
  camera.stop();
  $("setup-video").hidden = true;
  $("setup-camera").dataset.word = "setup_camera";
  $("setup-camera").textContent = say("setup_camera");
}

async function toggleCamera() {
  if (camera.isRunning()) return stopCamera();
  try {
    const broken = () => complain(say("camera_broken"));
    $("setup-video").hidden = false;
    await camera.start({ element: $("setup-video"), deviceId: "", code: offerCode, broken });
    $("setup-camera").dataset.word = "setup_camera_stop";
    $("setup-camera").textContent = say("setup_camera_stop");
  } catch (error) {
    stopCamera();
    complain(say(camera.reason(error)));
  }
}

/** Call done(code, name) when the form is sent; a ServerError it throws is said in words. */
export function askSetup(done) {
  register = done;
  $("setup-form").addEventListener("submit", submit);
  $("setup-camera").addEventListener("click", toggleCamera);
}

export function showSetup() {
  $("setup").hidden = false;
  if (location.hash.startsWith("#code=")) {
    $("setup-code").value = codeIn(location.hash);
    // The code is a secret until it is used: it does not stay in the address or the history.
    history.replaceState(null, "", location.pathname);
  }
}
