// Readers that type. They are set to a US keyboard; the computer may not be, so keys are read by their place.

const PLAIN = {
  Space: " ", Minus: "-", Equal: "=", Period: ".", Slash: "/", Comma: ",", Semicolon: ";", Quote: "'", Backquote: "`",
  BracketLeft: "[", BracketRight: "]", Backslash: "\\", IntlBackslash: "\\", NumpadAdd: "+", NumpadSubtract: "-",
  NumpadMultiply: "*", NumpadDivide: "/", NumpadDecimal: ".",
};
const SHIFTED = {
  Digit1: "!", Digit2: "@", Digit3: "#", Digit4: "$", Digit5: "%", Digit6: "^", Digit7: "&", Digit8: "*", Digit9: "(",
  Digit0: ")", Minus: "_", Equal: "+", Period: ">", Slash: "?", Comma: "<", Semicolon: ":", Quote: '"', Backquote: "~",
  BracketLeft: "{", BracketRight: "}", Backslash: "|", IntlBackslash: "|",
};
// A reader sends a key every few milliseconds; slow radio ones pause up to a third of a second.
const LONGEST_PAUSE = 350;
const LONGEST_CODE = 5_000;
const SHORTEST_CODE = 3;

/** The letter that a US keyboard has at this key, or "" if it has none there. */
export function letterAt(code, shift, capsLock) {
  if (code.startsWith("Key") && code.length === 4) {
    return shift !== capsLock ? code[3] : code[3].toLowerCase();
  }
  if (shift && SHIFTED[code]) return SHIFTED[code];
  if (code.startsWith("Digit") && code.length === 6) return code[5];
  if (code.startsWith("Numpad") && code.length === 7) return code[6];
  return PLAIN[code] ?? "";
}

function isTextField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA") return true;
  return target.tagName === "INPUT" && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

/**
 * Call found(byPlace, byLayout) for whatever a reader types outside text fields, ended by Enter.
 * byLayout is what the computer's own layout made of it, for readers set to that layout.
 */
export function listen(found) {
  let byPlace = "";
  let byLayout = "";
  let last = 0;
  let swallowing = false;

  const clear = () => {
    byPlace = "";
    byLayout = "";
  };

  document.addEventListener("keydown", (event) => {
    const isCommand = event.ctrlKey || event.metaKey || event.altKey;
    if ((isCommand && !event.getModifierState("AltGraph")) || event.isComposing) return;
    if (isTextField(event.target)) return;
    const now = performance.now();
    if (now - last > LONGEST_PAUSE) clear();
    const reading = byPlace.length >= SHORTEST_CODE || byLayout.length >= SHORTEST_CODE;
    if (event.key === "Enter" || event.key === "Tab") {
      if (!reading) return clear();
      event.preventDefault();
      event.stopPropagation();
      swallowing = true;
      found(byPlace, byLayout);
      return clear();
    }
    const letter = letterAt(event.code, event.shiftKey, event.getModifierState("CapsLock"));
    const typed = [...event.key].length === 1 ? event.key : "";
    if (!letter && !typed) return;
    // Space would press the focused button, a letter would move a list's choice.
    if (byPlace || byLayout) {
      event.preventDefault();
      swallowing = true;
    } else if (letter === " ") {
      return;
    } else if (event.target instanceof HTMLSelectElement) {
      // The first letter alone would already choose another control point.
      event.preventDefault();
    }
    if (byPlace.length < LONGEST_CODE) {
      byPlace += letter || typed;
      byLayout += typed || letter;
    }
    last = now;
  }, true);

  document.addEventListener("keyup", (event) => {
    if (swallowing && (event.key === " " || event.key === "Enter")) event.preventDefault();
    if (performance.now() - last > LONGEST_PAUSE) swallowing = false;
  }, true);
}
