// Base45 as in RFC 9285. Nothing is trimmed: the alphabet contains the space.

export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** Bytes of a base45 text; RangeError where the text is not base45. */
export function decode(text) {
  const values = [...text].map((letter) => {
    const value = VALUES.get(letter);
    if (value === undefined) throw new RangeError("not a base45 letter");
    return value;
  });
  if (values.length % 3 === 1) throw new RangeError("cut base45 text");
  const bytes = [];
  for (let at = 0; at < values.length; at += 3) {
    const [low, middle, high] = values.slice(at, at + 3);
    const number = low + middle * 45 + (high ?? 0) * 2025;
    if (number > (high === undefined ? 0xff : 0xffff)) throw new RangeError("base45 group too large");
    if (high !== undefined) bytes.push(number >> 8);
    bytes.push(number & 0xff);
  }
  return Uint8Array.from(bytes);
}
