// Strict mode: what each call gives is written down as it is; what it should be is not here.
const newtongue = {ran: 0, room: 0, fs: require("fs"), buffer: require("buffer").Buffer};
function newtongue_say(line) {
  newtongue.fs.writeFileSync("/dev/fd/4", line + "\n");
}
function newtongue_answer() {
  newtongue_say("ready " + newtongue.ran);
  const line = newtongue.buffer.alloc(4096);
  const size = newtongue.fs.readSync(newtongue.fs.openSync("/dev/fd/3", "r"), line);
  newtongue_say("nonce " + line.toString("utf8", 0, size).split("\n")[0]);
}
function newtongue_take(text) {
  newtongue.room -= text.length + 1;
  if (newtongue.room < 0) throw new RangeError("too large");
  return text;
}
// JSON without what is not seen, so that a line is a line and has one byte for each character
function newtongue_quoted(text) {
  newtongue.room -= text.length;
  if (newtongue.room < 0) throw new RangeError("too large");
  const hex = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  return newtongue_take('"' + text.replace(/[^ -~]|["\\]/g, hex) + '"');
}
function newtongue_form(x) {
  if (typeof x === "number") {
    return newtongue_take((Number.isSafeInteger(x) ? '["int","' : '["float","') + x + '"]');
  }
  if (typeof x === "string") return newtongue_quoted(x);
  if (typeof x === "boolean" || x === null || x === undefined) {
    return newtongue_take(x ? "true" : x === false ? "false" : "null");
  }
  newtongue_take("[brackets]");
  if (typeof x !== "object") return '["other","' + typeof x + '"]';
  const base = Object.getPrototypeOf(x), parts = [];
  if (Array.isArray(x)) {
    for (let i = 0; i < x.length; i++) parts.push(newtongue_form(x[i]));
    return '["' + ['list"', ...parts].join(",") + "]";
  }
  if (x instanceof Set) {
    for (const y of x) parts.push(newtongue_form(y));
    return '["' + ['set"', ...parts].join(",") + "]";
  }
  if (x instanceof Map) {
    for (const [k, y] of x) parts.push("[" + newtongue_form(k) + "," + newtongue_form(y) + "]");
    return '["' + [parts.length ? 'map"' : 'dict"', ...parts].join(",") + "]";
  }
  if (base !== null && base !== Object.prototype) return '["other","object"]';
  for (const [k, y] of Object.entries(x)) {
    parts.push("[" + newtongue_quoted(k) + "," + newtongue_form(y) + "]");
  }
  return '["' + ['dict"', ...parts].join(",") + "]";
}
function newtongue_value(index, got) {
  let text = '["other","too large"]';
  newtongue.room = ROOM;
  try {
    text = newtongue_form(got);
  } catch {
    // as it stands
  }
  newtongue_say("value " + index + " " + text);
  newtongue.ran++;
}

CHECKS
newtongue_answer();
