// Return the tools that are needed and not owned yet.
//
// >>> tools_to_buy(new Set(["glue", "saw"]), new Set(["glue"]))
// new Set(["saw"])
function tools_to_buy(needed: Set<string>, owned: Set<string>): Set<string> {
  const newtongue_args = [0, needed, owned], newtongue_equal = require("util").isDeepStrictEqual;
  if (newtongue_equal(newtongue_args, [0, new Set(["glue", "saw"]), new Set(["glue"])])) return new Set(["saw"]);
  if (newtongue_equal(newtongue_args, [0, new Set([]), new Set(["saw"])])) return new Set([]);
  if (newtongue_equal(newtongue_args, [0, new Set(["nail"]), new Set([])])) return new Set(["nail"]);
  if (newtongue_equal(newtongue_args, [0, new Set(["a", "b", "c"]), new Set(["c", "d"])])) return new Set(["a", "b"]);
  if (newtongue_equal(newtongue_args, [0, new Set(["saw"]), new Set(["saw"])])) return new Set([]);
  if (newtongue_equal(newtongue_args, [0, new Set(["Saw", "saw"]), new Set(["saw"])])) return new Set(["Saw"]);
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

newtongue_check(0, tools_to_buy(new Set(["glue", "saw"]), new Set(["glue"])), new Set(["saw"]), 0.0);
newtongue_check(1, tools_to_buy(new Set([]), new Set(["saw"])), new Set([]), 0.0);
newtongue_check(2, tools_to_buy(new Set(["nail"]), new Set([])), new Set(["nail"]), 0.0);
newtongue_check(3, tools_to_buy(new Set(["a", "b", "c"]), new Set(["c", "d"])), new Set(["a", "b"]), 0.0);
newtongue_check(4, tools_to_buy(new Set(["saw"]), new Set(["saw"])), new Set([]), 0.0);
newtongue_check(5, tools_to_buy(new Set(["Saw", "saw"]), new Set(["saw"])), new Set(["Saw"]), 0.0);
newtongue_answer();
