// The camera's reader, in a worker of its own so that the page never waits for a picture.
// The server serves this under /scan/ and points the imports to the static files.

import { prepareZXingModule, readBarcodes } from "../vendor/zxing-wasm/reader/index.js";

prepareZXingModule({
  overrides: { locateFile: () => new URL("../vendor/zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href },
});

const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryInvert: true, tryDownscale: true, maxNumberOfSymbols: 2 };

self.addEventListener("message", async ({ data }) => {
  try {
    const found = await readBarcodes(new ImageData(data.pixels, data.width, data.height), OPTIONS);
    self.postMessage({ texts: found.filter((code) => code.isValid).map((code) => code.text) });
  } catch (error) {
    self.postMessage({ texts: [], error: String(error) });
  }
});
