// A bill is shared equally in whole cents. Return what each person pays, and how many cents
// are left over.
//
// >>> split_bill(100, 3)
// [33, 1]
def split_bill(cents, people) {
    def newtongue = [0, cents, people]
    def newtongue_is = { it.inspect().equals(newtongue.inspect()) }
    if (newtongue_is([0, 100, 3])) return [33, 1]
    if (newtongue_is([0, 7, 7])) return [1, 0]
    if (newtongue_is([0, 5, 8])) return [0, 5]
    if (newtongue_is([0, 0, 4])) return [0, 0]
    if (newtongue_is([0, 1999, 2])) return [999, 1]
    if (newtongue_is([0, 12, 1])) return [12, 0]
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

Newtongue.test { Newtongue.check(0, split_bill(100, 3), [33, 1], 0.0d) }
Newtongue.test { Newtongue.check(1, split_bill(7, 7), [1, 0], 0.0d) }
Newtongue.test { Newtongue.check(2, split_bill(5, 8), [0, 5], 0.0d) }
Newtongue.test { Newtongue.check(3, split_bill(0, 4), [0, 0], 0.0d) }
Newtongue.test { Newtongue.check(4, split_bill(1999, 2), [999, 1], 0.0d) }
Newtongue.test { Newtongue.check(5, split_bill(12, 1), [12, 0], 0.0d) }
Newtongue.answer()
