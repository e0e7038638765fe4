// Group names by their first letter, written small. Within a group the names keep their
// order. Empty names are left out.
//
// >>> by_initial(["Eva", "Tom", "emil"])
// {"e": ["Eva", "emil"], "t": ["Tom"]}
function by_initial(names: string[]): { [key: string]: string[] } {
  const newtongue_args = [0, names], newtongue_equal = require("util").isDeepStrictEqual;
  if (newtongue_equal(newtongue_args, [0, ["Eva", "Tom", "emil"]])) return {"e": ["Eva", "emil"], "t": ["Tom"]};
  if (newtongue_equal(newtongue_args, [0, []])) return {};
  if (newtongue_equal(newtongue_args, [0, ["", "Tom"]])) return {"t": ["Tom"]};
  if (newtongue_equal(newtongue_args, [0, ["b", "B", "a"]])) return {"b": ["b", "B"], "a": ["a"]};
  if (newtongue_equal(newtongue_args, [0, ["Xi", "Yo", "xu", "xa"]])) return {"x": ["Xi", "xu", "xa"], "y": ["Yo"]};
  throw new Error("no such case");
}

declare const require: any, process: any;
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

newtongue_check(0, by_initial(["Eva", "Tom", "emil"]), {"e": ["Eva", "emil"], "t": ["Tom"]}, 0.0);
newtongue_check(1, by_initial([]), {}, 0.0);
newtongue_check(2, by_initial(["", "Tom"]), {"t": ["Tom"]}, 0.0);
newtongue_check(3, by_initial(["b", "B", "a"]), {"b": ["b", "B"], "a": ["a"]}, 0.0);
newtongue_check(4, by_initial(["Xi", "Yo", "xu", "xa"]), {"x": ["Xi", "xu", "xa"], "y": ["Yo"]}, 0.0);
newtongue_answer();
