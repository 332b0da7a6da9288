// The service worker: makes the page work without a network, and takes a new version when nothing is unsent.

import * as store from "./store.js";
import * as sync from "./sync.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);

async function offer(registration) {
  const pending = await store.queuedCount();
  const box = $("update") ?? document.createElement("p");
  box.id = "update";
  box.className = "notice";
  if (pending) {
    box.textContent = say("update_refused");
    sync.events.addEventListener("status", () => offer(registration), { once: true });
  } else {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = say("update");
    button.addEventListener("click", async () => {
      if (await store.queuedCount()) return offer(registration);
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      registration.waiting?.postMessage("update");
    });
    box.replaceChildren(button);
  }
  $("main").prepend(box);
}

function watch(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration);
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller) offer(registration);
    });
  });
}

export async function keepOffline() {
  const fact = $("fact-offline");
  const state = (key) => {
    fact.dataset.word = key;
    fact.textContent = say(key);
  };
  state("not_ready_offline");
  if (!navigator.serviceWorker) return;
  try {
    const script = document.documentElement.dataset.worker;
    const registration = await navigator.serviceWorker.register(script, { scope: "/scan/" });
    watch(registration);
    await navigator.serviceWorker.ready;
    state("ready_offline");
    setInterval(() => navigator.onLine && registration.update().catch(() => undefined), 3_600_000);
  } catch (error) {
    // Scanning still works while the page stays open; the settings say that it does not yet work offline.
    console.error(error);
  }
}
