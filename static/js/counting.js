/* Tidies and counts a text as questions/rules/text.py does on the server; tests compare the two lists of signs. */
const BLANK = "\t\n \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
const DROPPED = "\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff";

const dropped = new RegExp(`[${DROPPED}]`, "gu");
const edges = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "gu");
const blanks = new RegExp(`[${BLANK}]+`, "u");

export function tidy(text) {
  return text.normalize("NFC").replace(/\r\n?/g, "\n").replace(dropped, "").replace(edges, "");
}

/* The number of words (parted by white space), or of code points. */
export function length(text, unit) {
  if (unit === "words") return text.split(blanks).filter(Boolean).length;
  return [...text].length;
}
