// The three calls of the scanner's API. A failed call is a ServerError with a plain kind.

const BASE = document.documentElement.dataset.api;
const TIMEOUT = 30_000;

/** kind: offline, refused (401), revoked (403), too_large, too_many, invalid, broken. */
export class ServerError extends Error {
  constructor(kind, { status = 0, code = "", retryAfter = 0, body = null } = {}) {
    super(kind);
    Object.assign(this, { kind, status, code, retryAfter, body });
  }
}

const KINDS = { 400: "invalid", 401: "refused", 403: "revoked", 404: "invalid", 409: "invalid", 410: "invalid" };
const LIMITS = { 413: "too_large", 429: "too_many" };

async function problem(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    // A proxy's error page; the status says enough.
  }
  // Only our own server says why. A guest network's page with "403" must not cost a door its list.
  const kind = LIMITS[response.status] ?? (body?.code ? KINDS[response.status] : undefined) ?? "broken";
  return new ServerError(kind, {
    status: response.status,
    code: body?.code ?? "",
    retryAfter: Number(response.headers.get("Retry-After")) || 0,
    body,
  });
}

async function call(path, { token, headers = {}, ...options }) {
  let response;
  try {
    response = await fetch(BASE + path, {
      ...options,
      headers: { Accept: "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    throw new ServerError("offline");
  }
  if (response.status === 304) return { response, body: null };
  if (!response.ok) throw await problem(response);
  try {
    return { response, body: await response.json() };
  } catch {
    // A hotel's sign-in page answers 200 with HTML: it is no contact.
    throw new ServerError("broken", { status: response.status });
  }
}

const post = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** Milliseconds by which the server's clock is ahead of this device's; null if it does not say. */
function clockAhead(response, askedAt) {
  const theirs = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(theirs)) return null;
  // The header has whole seconds and was written somewhere between asking and now.
  return theirs + 500 - (askedAt + Date.now()) / 2;
}

/** Exchange a one-time code for this device's token. */
export async function register(code, name) {
  const { body } = await call("scanner/devices/", post({ code, name }));
  if (typeof body?.token !== "string") throw new ServerError("broken");
  return body;
}

/** {body, etag, ahead} of what changed since the cursor; body is null if nothing did. */
export async function manifest(token, cursor, etag) {
  const askedAt = Date.now();
  const headers = etag ? { "If-None-Match": etag } : {};
  const query = new URLSearchParams({ cursor: cursor ?? "" });
  const { response, body } = await call(`scanner/manifest/?${query}`, { token, headers });
  if (body && !Array.isArray(body.badges)) throw new ServerError("broken");
  return { body, etag: response.headers.get("ETag"), ahead: clockAhead(response, askedAt) };
}

/** One answer for each scan that the server took; pending is how many more the device holds. */
export async function hand(token, scans, pending) {
  const report = post({ sent_at: new Date().toISOString(), pending, scans });
  const { body } = await call("scanner/scans/", { token, ...report });
  if (!Array.isArray(body?.results)) throw new ServerError("broken");
  return body.results;
}
