// The scanner's page: joins set-up, door, camera, reader and settings.

import { readBadge } from "./badge.js";
import * as camera from "./camera.js";
import * as door from "./door.js";
import * as feedback from "./feedback.js";
import * as screen from "./screen.js";
import * as server from "./server.js";
import { prepareSettings } from "./settings.js";
import { askSetup, offerCode, showSetup } from "./setup.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { keepOffline } from "./updates.js";
import * as wedge from "./wedge.js";
import * as words from "./words.js";

const $ = (id) => document.getElementById(id);
const state = { device: null, manifest: null, point: null, direction: "in" };

function context() {
  return {
    point: state.point ?? { code: "", names: "" },
    points: state.manifest?.points ?? [],
    zone: state.manifest?.congress?.timezone,
  };
}

let listing = null;
let listAgain = false;

/** Draw the last scans; requests that come while it draws are met by one more drawing. */
function showRecent() {
  if (listing) {
    listAgain = true;
    return listing;
  }
  listing = screen.showRecent(context()).catch((error) => console.error(error)).finally(() => {
    listing = null;
    if (listAgain) {
      listAgain = false;
      showRecent();
    }
  });
  return listing;
}

const showStatus = () => screen.showStatus(sync.status, context().zone);
const isReady = () => Boolean(state.manifest?.complete && state.point);

function choosePoint(code) {
  state.point = state.manifest?.points.find((point) => point.code === code) ?? state.manifest?.points[0] ?? null;
  if (state.point) store.set("point", state.point.code);
}

function showPoints() {
  const chosen = state.point?.code;
  $("point").replaceChildren(...(state.manifest?.points ?? []).map((point) => {
    const option = new Option(words.pick(point.names) || point.code, point.code);
    option.selected = point.code === chosen;
    return option;
  }));
}

async function takeManifest(manifest) {
  const wasReady = isReady();
  state.manifest = manifest;
  $("rehearsal").hidden = !manifest?.rehearsal;
  choosePoint(state.point?.code ?? (await store.get("point")));
  showPoints();
  if (isReady() !== wasReady || !manifest) screen.showReady(isReady(), sync.status.trouble);
  $("fact-list").textContent = words.say("loaded", { count: words.count(await store.badgeCount()) });
}

let turn = Promise.resolve();

async function judgeCode(text) {
  if (!isReady()) {
    screen.showReady(false, sync.status.trouble);
    return;
  }
  let result;
  try {
    const { manifest, direction, device } = state;
    result = await door.scan(text, { ...context(), manifest, direction, device });
  } catch (error) {
    console.error(error);
    screen.showNotKept();
    feedback.feel("stop");
    return;
  }
  $("settings").close();
  screen.showResult(result, context());
  feedback.feel(result.tone);
  showRecent();
}

/** Codes are judged one after the other, in the order in which they were read. */
function takeCode(text) {
  if (!state.device) return offerCode(text);
  turn = turn.then(() => judgeCode(text)).catch((error) => console.error(error));
  return turn;
}

function takeTyped(byPlace, byLayout) {
  const readings = [byPlace, byLayout].map((text) => (/^pl1/i.test(text) ? text.toUpperCase() : text));
  takeCode(readings.find((text) => !readBadge(text).problem) ?? readings[0]);
}

function noteCamera(key) {
  $("camera-note").hidden = !key;
  $("camera-note").textContent = key ? words.say(key) : "";
}

async function runCamera(on) {
  noteCamera(null);
  camera.stop();
  if (on) {
    const broken = (why) => (why === "ended" ? runCamera(false) : noteCamera("camera_broken"));
    try {
      await camera.start({ element: $("video"), deviceId: (await store.get("camera")) ?? "", code: takeCode, broken });
    } catch (error) {
      camera.stop();
      noteCamera(camera.reason(error));
    }
  }
  showCamera();
}

function showCamera() {
  const running = camera.isRunning();
  $("video").hidden = !running;
  $("torch").hidden = !camera.hasTorch();
  $("torch").setAttribute("aria-pressed", "false");
  const toggle = $("camera-toggle");
  toggle.dataset.word = running ? "camera_stop" : "camera_start";
  toggle.textContent = words.say(toggle.dataset.word);
  toggle.classList.toggle("primary", !running);
}

/** What the steward wants is remembered: the camera starts by itself next time. */
async function toggleCamera() {
  const on = !camera.isRunning();
  await store.set("camera_on", on);
  await runCamera(on);
}

async function wakeCamera() {
  // Telephones take the camera away from a page in the background.
  if (!document.hidden && state.device && !camera.isRunning() && (await store.get("camera_on"))) await runCamera(true);
}

async function toggleTorch() {
  const on = $("torch").getAttribute("aria-pressed") !== "true";
  try {
    await camera.torch(on);
    $("torch").setAttribute("aria-pressed", String(on));
  } catch {
    $("torch").hidden = true;
  }
}

async function openDoor() {
  $("setup").hidden = true;
  $("door").hidden = false;
  $("open-settings").hidden = false;
  $("fact-name").textContent = state.device.name;
  screen.showReady(isReady());
  await takeManifest((await store.get("manifest")) ?? null);
  await showRecent();
  navigator.storage?.persist?.();
  feedback.stayAwake();
  wakeCamera();
  sync.start();
}

async function setUp(code, name) {
  const { token } = await server.register(code, name);
  state.device = { token, name };
  await store.set("device", state.device);
  camera.stop();
  await openDoor();
  $("title").focus();
}

async function logOut() {
  sync.stop();
  camera.stop();
  feedback.maySleep();
  await store.wipe();
  location.reload();
}

async function chooseLanguage(code) {
  words.use(code);
  await store.set("language", code);
  for (const select of document.querySelectorAll("select.language")) select.value = code;
  screen.redraw();
  showPoints();
  await takeManifest(state.manifest);
  showStatus();
  await showRecent();
}

function connect() {
  sync.events.addEventListener("status", () => showStatus());
  sync.events.addEventListener("manifest", ({ detail }) => takeManifest(detail).then(showRecent));
  sync.events.addEventListener("settled", ({ detail }) => {
    const tone = screen.correct(detail);
    if (tone) feedback.feel(tone);
    showRecent();
  });
  $("camera-toggle").addEventListener("click", () => toggleCamera());
  $("torch").addEventListener("click", toggleTorch);
  $("point").addEventListener("change", (event) => {
    choosePoint(event.target.value);
    screen.showReady(isReady());
  });
  for (const radio of document.querySelectorAll("input[name=direction]")) {
    radio.addEventListener("change", () => {
      state.direction = radio.value;
      screen.showReady(isReady());
    });
  }
  for (const select of document.querySelectorAll("select.language")) {
    select.addEventListener("change", () => chooseLanguage(select.value));
  }
  $("manual-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = $("manual-code");
    if (field.value) takeTyped(field.value, field.value);
    field.value = "";
  });
  document.addEventListener("visibilitychange", wakeCamera);
  wedge.listen(takeTyped);
  prepareSettings({ logOut, restartCamera: () => camera.isRunning() && runCamera(true) });
  askSetup(setUp);
}

function cannotStart(text) {
  $("starting").textContent = text;
  $("starting").classList.add("stop");
}

async function begin() {
  await words.load();
  try {
    await store.open();
  } catch {
    cannotStart(words.say("no_storage"));
    return;
  }
  words.use(await store.get("language"));
  for (const select of document.querySelectorAll("select.language")) select.value = words.language();
  await feedback.loadWishes();
  connect();
  state.device = (await store.get("device")) ?? null;
  $("starting").hidden = true;
  showStatus();
  keepOffline();
  if (state.device) await openDoor();
  else showSetup();
}

begin().catch((error) => {
  console.error(error);
  cannotStart($("starting").dataset.failed);
});
