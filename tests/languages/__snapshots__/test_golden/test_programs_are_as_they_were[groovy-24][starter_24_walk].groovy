// A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
// one, and W lowers x by one. Return the point after all steps.
//
// >>> walk("NNE", [0, 0])
// [1, 2]
def walk(steps, start) {
    def newtongue = [0, steps, start]
    def newtongue_is = { it.inspect().equals(newtongue.inspect()) }
    if (newtongue_is([0, "NNE", [0, 0]])) return [1, 2]
    if (newtongue_is([0, "", [3, -2]])) return [3, -2]
    if (newtongue_is([0, "NESW", [5, 5]])) return [5, 5]
    if (newtongue_is([0, "SSWW", [0, 0]])) return [-2, -2]
    if (newtongue_is([0, "EEEN", [-3, 1]])) return [0, 2]
    if (newtongue_is([0, "W", [0, 9]])) return [-1, 9]
    throw new NoSuchElementException()
}

class Newtongue {
    static int ran = 0
    static void say(String line) {
        new File("/dev/fd/4").write(line + "\n", "UTF-8")
    }
    static void answer() {
        say("ready " + ran)
        say("nonce " + new BufferedReader(new FileReader("/dev/fd/3")).readLine())
    }
    static boolean near(Number got, Number want, double tolerance) {
        String both = "" + got + " " + want
        if (both.matches("-?[0-9]+ -?[0-9]+")) return got.toString().equals(want.toString())
        double x = got.doubleValue(), y = want.doubleValue()
        boolean finite = y - y == 0.0d
        if (got instanceof BigDecimal && Math.min(got.scale(), 10) == 10 && finite) {
            BigDecimal exact = new BigDecimal(want.toString())
            y = exact.setScale(got.scale(), BigDecimal.ROUND_HALF_UP).doubleValue()
        }
        // no two zeros, and nan is nan
        if (Double.compare(x + 0.0d, y + 0.0d) == 0) return true
        return Math.max(Math.abs(x - y), tolerance) == tolerance
    }
    static boolean same(Object got, Object want, double tolerance) {
        if (got instanceof GString || got instanceof Character) got = got.toString()
        if (got != null && got.getClass().isArray()) got = got as List
        if (got instanceof Number && want instanceof Number) return near(got, want, tolerance)
        if (got instanceof List && want instanceof List) {
            List items = new ArrayList(got)
            if (items.size() != want.size()) return false
            Iterator each = items.iterator()
            return want.every { same(each.next(), it, tolerance) }
        }
        if (got instanceof Set && want instanceof Set) {
            List items = new ArrayList(got)
            return items.size() == want.size() && want.every { b ->
                items.any { same(it, b, 0.0d) }
            }
        }
        if (got instanceof Map && want instanceof Map) {
            Map pairs = new LinkedHashMap(got)
            return pairs.size() == want.size() && want.every { k, v ->
                pairs.any { j, w -> same(j, k, 0.0d) && same(w, v, tolerance) }
            }
        }
        if (want == null) return got == null
        return want.equals(got)
    }
    static void check(int index, Object got, Object want, double tolerance) {
        if (!same(got, want, tolerance)) {
            String text = String.valueOf(got)
            if (got instanceof CharSequence) text = "\"" + got + "\""
            text = text.replaceAll("(?! )[\\p{C}\\p{Z}]", "?")
            say("failed " + index + " " + text.substring(0, Math.min(200, text.length())))
            Runtime.getRuntime().halt(1)
        }
        ran++
    }
    static void test(Closure one) {
        one()
    }
}

Newtongue.test { Newtongue.check(0, walk("NNE", [0, 0]), [1, 2], 0.0d) }
Newtongue.test { Newtongue.check(1, walk("", [3, -2]), [3, -2], 0.0d) }
Newtongue.test { Newtongue.check(2, walk("NESW", [5, 5]), [5, 5], 0.0d) }
Newtongue.test { Newtongue.check(3, walk("SSWW", [0, 0]), [-2, -2], 0.0d) }
Newtongue.test { Newtongue.check(4, walk("EEEN", [-3, 1]), [0, 2], 0.0d) }
Newtongue.test { Newtongue.check(5, walk("W", [0, 9]), [-1, 9], 0.0d) }
Newtongue.answer()
