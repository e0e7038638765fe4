// A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
// begin before finish. Return the times when the shop is open, earliest first. Shifts that
// overlap, or where one begins at the hour when another finishes, make one opening time.
//
// >>> open_hours([[9, 11], [10, 13], [15, 16]])
// [[9, 13], [15, 16]]
def open_hours(shifts) {
    def newtongue = [0, shifts]
    def newtongue_is = { it.inspect().equals(newtongue.inspect()) }
    if (newtongue_is([0, [[9, 11], [10, 13], [15, 16]]])) return [[9, 13], [15, 16]]
    if (newtongue_is([0, []])) return []
    if (newtongue_is([0, [[8, 9]]])) return [[8, 9]]
    if (newtongue_is([0, [[1, 2], [2, 3]]])) return [[1, 3]]
    if (newtongue_is([0, [[5, 6], [1, 9], [2, 3]]])) return [[1, 9]]
    if (newtongue_is([0, [[7, 8], [1, 2], [3, 4]]])) return [[1, 2], [3, 4], [7, 8]]
    if (newtongue_is([0, [[1, 4], [6, 8], [3, 7]]])) return [[1, 8]]
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

Newtongue.test { Newtongue.check(0, open_hours([[9, 11], [10, 13], [15, 16]]), [[9, 13], [15, 16]], 0.0d) }
Newtongue.test { Newtongue.check(1, open_hours([]), [], 0.0d) }
Newtongue.test { Newtongue.check(2, open_hours([[8, 9]]), [[8, 9]], 0.0d) }
Newtongue.test { Newtongue.check(3, open_hours([[1, 2], [2, 3]]), [[1, 3]], 0.0d) }
Newtongue.test { Newtongue.check(4, open_hours([[5, 6], [1, 9], [2, 3]]), [[1, 9]], 0.0d) }
Newtongue.test { Newtongue.check(5, open_hours([[7, 8], [1, 2], [3, 4]]), [[1, 2], [3, 4], [7, 8]], 0.0d) }
Newtongue.test { Newtongue.check(6, open_hours([[1, 4], [6, 8], [3, 7]]), [[1, 8]], 0.0d) }
Newtongue.answer()
