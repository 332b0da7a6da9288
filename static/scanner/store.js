// Everything the device keeps, in IndexedDB. A scan is on disk before its colour shows.

const NAME = "plenaria-scanner";
const VERSION = 1;
let opened = null;

function upgrade(db) {
  db.createObjectStore("kv");
  db.createObjectStore("badges", { keyPath: "number" });
  db.createObjectStore("presence");
  const scans = db.createObjectStore("scans", { keyPath: "seq", autoIncrement: true });
  scans.createIndex("id", "id", { unique: true });
  // Only unsent scans carry this field, so the index is the queue.
  scans.createIndex("queued", "queued");
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
    transaction.onerror = () => reject(transaction.error);
  });
}

export function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Run work(stores) in one durable read-write transaction; resolves once it is committed. */
async function write(names, work) {
  const transaction = (await open()).transaction(names, "readwrite", { durability: "strict" });
  const done = finished(transaction);
  done.catch(() => undefined);
  let result;
  try {
    result = await work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // already over
    }
    throw error;
  }
  await done;
  return result;
}

async function reader(name) {
  return (await open()).transaction(name, "readonly").objectStore(name);
}

export async function get(key) {
  return answer((await reader("kv")).get(key));
}

export async function set(key, value) {
  await write(["kv"], ({ kv }) => answer(kv.put(value, key)));
}

export async function badge(number) {
  return answer((await reader("badges")).get(number));
}

export async function badgeCount() {
  return answer((await reader("badges")).count());
}

const presenceKey = (point, number) => `${point}/${number}`;

/**
 * Keep a scan. decide(listed, presence) gives {fields, presence, listed}; what it returns is written in the
 * same transaction, so two scans of one badge in the same moment cannot both be the first.
 */
export async function appendScan(scan, decide) {
  return write(["scans", "badges", "presence"], async ({ scans, badges, presence }) => {
    const known = scan.number !== null;
    const key = presenceKey(scan.point, scan.number);
    const listed = known ? await answer(badges.get(scan.number)) : undefined;
    const before = known ? await answer(presence.get(key)) : undefined;
    const decided = decide(listed, before);
    const row = { ...scan, ...decided.fields, queued: 1 };
    row.seq = await answer(scans.add(row));
    if (decided.presence) await answer(presence.put(decided.presence, key));
    if (decided.listed) await answer(badges.put(decided.listed));
    return { row, listed: decided.listed ?? listed };
  });
}

/** The oldest unsent scans, at most so many. */
export async function queued(limit) {
  return answer((await reader("scans")).index("queued").getAll(null, limit));
}

export async function queuedCount() {
  return answer((await reader("scans")).index("queued").count());
}

/** Write the server's answers. settle(row, answer, presence) gives {fields, presence} for each scan. */
export async function settleScans(answers, settle) {
  return write(["scans", "presence"], async ({ scans, presence }) => {
    const changed = [];
    for (const given of answers) {
      const row = await answer(scans.index("id").get(given.id));
      if (!row) continue;
      const key = presenceKey(row.point, row.number);
      const before = row.number === null ? undefined : await answer(presence.get(key));
      const decided = settle(row, given, before);
      const after = { ...row, ...decided.fields };
      delete after.queued;
      await answer(scans.put(after));
      if (decided.presence) await answer(presence.put(decided.presence, key));
      if (decided.presence === null) await answer(presence.delete(key));
      changed.push(after);
    }
    return changed;
  });
}

/** The newest scans, newest first. */
export async function recent(limit) {
  const store = await reader("scans");
  return new Promise((resolve, reject) => {
    const rows = [];
    const request = store.openCursor(null, "prev");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor || rows.length >= limit) return resolve(rows);
      rows.push(cursor.value);
      return cursor.continue();
    };
  });
}

/** One page of the manifest: rows, and the state that says how far it reaches, together or not at all. */
export async function applyManifest(rows, state, { fromScratch }) {
  await write(["badges", "kv"], async ({ badges, kv }) => {
    if (fromScratch) await answer(badges.clear());
    let last;
    for (const row of rows) last = badges.put(row);
    if (last) await answer(last);
    await answer(kv.put(state, "manifest"));
  });
}

/** Delete names and entitlements; scans stay. */
export async function forgetManifest() {
  await write(["badges", "presence", "kv"], async ({ badges, presence, kv }) => {
    badges.clear();
    presence.clear();
    await answer(kv.delete("manifest"));
  });
}

/** Delete sent scans from before an instant (milliseconds). */
export async function dropSentScans(before) {
  await write(["scans"], ({ scans }) => new Promise((resolve, reject) => {
    const request = scans.openCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor || Date.parse(cursor.value.scanned_at) >= before) return resolve();
      if (!cursor.value.queued) cursor.delete();
      return cursor.continue();
    };
  }));
}

/** Back to the first day: device, list, scans. The caller has made sure that nothing is unsent. */
export async function wipe() {
  const names = ["kv", "badges", "presence", "scans"];
  await write(names, (stores) => Promise.all(names.map((name) => answer(stores[name].clear()))));
}
