// Return the name of the tallest person, or undefined when there is nobody. When several are
// equally tall, return the one whose name comes first in the alphabet.
//
// >>> tallest({"Mia": 142, "Ben": 150})
// "Ben"
function tallest(heights) {
  const newtongue_args = [0, heights], newtongue_equal = require("util").isDeepStrictEqual;
  if (newtongue_equal(newtongue_args, [0, {"Mia": 142, "Ben": 150}])) return "Ben";
  if (newtongue_equal(newtongue_args, [0, {}])) return undefined;
  if (newtongue_equal(newtongue_args, [0, {"Zed": 120, "Amy": 120}])) return "Amy";
  if (newtongue_equal(newtongue_args, [0, {"Lu": -1}])) return "Lu";
  if (newtongue_equal(newtongue_args, [0, {"c": 5, "b": 9, "a": 9, "d": 2}])) return "a";
  if (newtongue_equal(newtongue_args, [0, {"x": 0, "y": -3}])) return "x";
  throw new Error("no such case");
}

const newtongue = {ran: 0, fs: require("fs"), util: require("util"), process: require("process")};
function newtongue_say(line) {
  newtongue.fs.writeFileSync("/dev/fd/4", line + "\n");
}
function newtongue_answer() {
  newtongue_say("ready " + newtongue.ran);
  const line = require("buffer").Buffer.alloc(4096);
  const size = newtongue.fs.readSync(newtongue.fs.openSync("/dev/fd/3", "r"), line);
  newtongue_say("nonce " + line.toString("utf8", 0, size).split("\n")[0]);
}

function newtongue_kind(x) {
  const base = Object.getPrototypeOf(x);
  if (Array.isArray(x)) return "array";
  if (x instanceof Set) return "set";
  if (x instanceof Map) return x.size > 0 ? "map" : "object";
  return base === null || base === Object.prototype ? "object" : "other";
}
function newtongue_same(got, want, tolerance) {
  if (typeof got === "number" && typeof want === "number") {
    return got === want || (got !== got && want !== want)
      || (tolerance > 0 && Math.abs(got - want) <= tolerance);
  }
  if (typeof got !== "object" || got === null || typeof want !== "object") {
    return (got ?? undefined) === want;
  }
  const kind = newtongue_kind(want);
  if (newtongue_kind(got) !== kind) return false;
  if (kind === "array") {
    return got.length === want.length
      && want.every((x, i) => newtongue_same(got[i], x, tolerance));
  }
  const pairs = (x) => [...(x instanceof Set || x instanceof Map ? x : Object).entries(x)];
  const rest = pairs(got), wanted = pairs(want);
  return rest.length === wanted.length && wanted.every(([key, x]) => {
    // a member of a set is its own key
    const at = rest.findIndex(
      ([k, y]) => newtongue_same(k, key, 0) && newtongue_same(y, x, tolerance));
    return at >= 0 && rest.splice(at, 1).length === 1;
  });
}
function newtongue_check(index, got, want, tolerance) {
  if (!newtongue_same(got, want, tolerance)) {
    const one = {breakLength: Infinity, compact: true, depth: 8, customInspect: false};
    const text = newtongue.util.inspect(got, {...one, sorted: true, maxStringLength: 200});
    const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
    newtongue_say("failed " + index + " " + [...line].slice(0, 200).join(""));
    newtongue.process.exit(1);
  }
  newtongue.ran++;
}

newtongue_check(0, tallest({"Mia": 142, "Ben": 150}), "Ben", 0.0);
newtongue_check(1, tallest({}), undefined, 0.0);
newtongue_check(2, tallest({"Zed": 120, "Amy": 120}), "Amy", 0.0);
newtongue_check(3, tallest({"Lu": -1}), "Lu", 0.0);
newtongue_check(4, tallest({"c": 5, "b": 9, "a": 9, "d": 2}), "a", 0.0);
newtongue_check(5, tallest({"x": 0, "y": -3}), "x", 0.0);
newtongue_answer();
