// The camera: opens it, hands its pictures to the decoder, reports each code once.

const SMALLEST_PAUSE = 60;
const SAME_CODE_PAUSE = 3_000;
const LONGEST_SIDE = 960;

let stream = null;
let decoder = null;
let video = null;
let onCode = null;
let onBroken = null;
let busy = false;
let loop = 0;
const canvas = document.createElement("canvas");
const pen = canvas.getContext("2d", { willReadFrequently: true });
const lastSeen = new Map();

/** True if this code was in the picture within the last three seconds; being seen again renews it. */
function seenJustNow(text) {
  const now = performance.now();
  for (const [code, at] of lastSeen) if (now - at > SAME_CODE_PAUSE) lastSeen.delete(code);
  const seen = lastSeen.has(text);
  lastSeen.set(text, now);
  return seen;
}

function startDecoder() {
  decoder ??= new Worker(document.documentElement.dataset.decoder, { type: "module" });
  decoder.onmessage = ({ data }) => {
    busy = false;
    if (data.error) onBroken?.(data.error);
    for (const text of data.texts) if (text && !seenJustNow(text)) onCode?.(text);
  };
  decoder.onerror = () => onBroken?.("decoder");
}

function look() {
  if (!stream) return;
  loop = setTimeout(look, SMALLEST_PAUSE);
  if (busy || document.hidden || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
  busy = true;
  decoder.postMessage({ pixels: data, width, height }, [data.buffer]);
}

export const isRunning = () => stream !== null;

/** Why the camera did not start, as a word key. */
export function reason(error) {
  if (!navigator.mediaDevices?.getUserMedia) return "camera_unsupported";
  if (error?.name === "NotAllowedError" || error?.name === "SecurityError") return "camera_denied";
  if (error?.name === "NotFoundError" || error?.name === "OverconstrainedError") return "camera_missing";
  return "camera_busy";
}

/** Start reading. deviceId is the chosen camera or "" for the one on the back. */
export async function start({ element, deviceId, code, broken }) {
  stop();
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera", "NotFoundError");
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
  [video, onCode, onBroken] = [element, code, broken];
  video.srcObject = stream;
  stream.getVideoTracks()[0].addEventListener("ended", () => {
    stop();
    onBroken?.("ended");
  });
  await video.play();
  startDecoder();
  busy = false;
  look();
}

export function stop() {
  clearTimeout(loop);
  if (stream) for (const track of stream.getTracks()) track.stop();
  stream = null;
  if (video) video.srcObject = null;
}

/** [{id, label}] of the cameras; labels are empty before permission was given. */
export async function list() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const cameras = devices.filter((device) => device.kind === "videoinput");
  return cameras.map(({ deviceId, label }) => ({ id: deviceId, label }));
}

export function hasTorch() {
  return Boolean(stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
}

export async function torch(on) {
  await stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on }] });
}
