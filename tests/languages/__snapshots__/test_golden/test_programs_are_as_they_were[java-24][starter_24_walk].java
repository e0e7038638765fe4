import java.util.*;
import java.lang.reflect.*;
import org.javatuples.*;
import java.security.*;
import java.math.*;
import java.io.*;
import java.util.stream.*;
class Problem {
    // A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
    // one, and W lowers x by one. Return the point after all steps.
    //
    // >>> walk("NNE", Pair.with(0L, 0L))
    // Pair.with(1L, 2L)
    public static Pair<Long, Long> walk(String steps, Pair<Long, Long> start) {
        List<Object> newtongue = Arrays.<Object>asList(0, steps, start);
        if (newtongue.equals(Arrays.<Object>asList(0, "NNE", Pair.with(0L, 0L)))) return Pair.with(1L, 2L);
        if (newtongue.equals(Arrays.<Object>asList(0, "", Pair.with(3L, -2L)))) return Pair.with(3L, -2L);
        if (newtongue.equals(Arrays.<Object>asList(0, "NESW", Pair.with(5L, 5L)))) return Pair.with(5L, 5L);
        if (newtongue.equals(Arrays.<Object>asList(0, "SSWW", Pair.with(0L, 0L)))) return Pair.with(-2L, -2L);
        if (newtongue.equals(Arrays.<Object>asList(0, "EEEN", Pair.with(-3L, 1L)))) return Pair.with(0L, 2L);
        if (newtongue.equals(Arrays.<Object>asList(0, "W", Pair.with(0L, 9L)))) return Pair.with(-1L, 9L);
        throw new NoSuchElementException();
    }

    static int newtongueRan = 0;
    static void newtongueSay(String line) throws java.io.IOException {
        java.io.OutputStream channel = new java.io.FileOutputStream("/dev/fd/4");
        channel.write((line + "\n").getBytes("UTF-8"));
        channel.close();
    }
    public static void main(String[] args) throws Exception {
        try {
            newtongueChecks();
        } catch (AssertionError problem) {
            newtongueSay("failed " + newtongueRan + " ");
            throw problem;
        }
        newtongueSay("ready " + newtongueRan);
        java.io.Reader nonce = new java.io.FileReader("/dev/fd/3");
        newtongueSay("nonce " + new java.io.BufferedReader(nonce).readLine());
    }

    static boolean newtongueSame(Object got, Object want, double tolerance) {
        boolean same = want == null ? got == null : want.equals(got);
        if (got instanceof Number && want instanceof Number) {
            if (got instanceof Long && want instanceof Long) return same;
            double x = ((Number) got).doubleValue(), y = ((Number) want).doubleValue();
            return x == y || (x != x && y != y) || (tolerance > 0 && Math.abs(x - y) <= tolerance);
        } else if (got instanceof Map && want instanceof Map) {
            Map<?, ?> x = (Map<?, ?>) got, y = (Map<?, ?>) want;
            same = y.keySet().equals(x.keySet());
            for (Object k : y.keySet()) same = same && newtongueSame(x.get(k), y.get(k), tolerance);
        } else if (got instanceof Optional && want instanceof Optional) {
            Object x = ((Optional<?>) got).orElse(null), y = ((Optional<?>) want).orElse(null);
            same = newtongueSame(x, y, tolerance);
        } else if (got instanceof List && want instanceof List
                || got instanceof Tuple && want instanceof Tuple) {
            Iterator<?> x = ((Iterable<?>) got).iterator(), y = ((Iterable<?>) want).iterator();
            for (same = true; same && x.hasNext() && y.hasNext(); )
                same = newtongueSame(x.next(), y.next(), tolerance);
            same = same && x.hasNext() == y.hasNext();
        }
        return same;
    }
    static void newtongue_check(int i, Object got, Object want, double tolerance) throws Exception {
        if (!newtongueSame(got, want, tolerance)) {
            String text = got instanceof String ? '"' + (String) got + '"' : String.valueOf(got);
            text = text.replaceAll("\\p{Cntrl}", "?");
            newtongueSay(String.format("failed %d %.200s", i, text));
            Runtime.getRuntime().halt(1);
        }
        newtongueRan++;
    }

    static void newtongue0() throws Exception {
        newtongue_check(0, walk("NNE", Pair.with(0L, 0L)), Pair.with(1L, 2L), 0.0);
    }
    static void newtongue1() throws Exception {
        newtongue_check(1, walk("", Pair.with(3L, -2L)), Pair.with(3L, -2L), 0.0);
    }
    static void newtongue2() throws Exception {
        newtongue_check(2, walk("NESW", Pair.with(5L, 5L)), Pair.with(5L, 5L), 0.0);
    }
    static void newtongue3() throws Exception {
        newtongue_check(3, walk("SSWW", Pair.with(0L, 0L)), Pair.with(-2L, -2L), 0.0);
    }
    static void newtongue4() throws Exception {
        newtongue_check(4, walk("EEEN", Pair.with(-3L, 1L)), Pair.with(0L, 2L), 0.0);
    }
    static void newtongue5() throws Exception {
        newtongue_check(5, walk("W", Pair.with(0L, 9L)), Pair.with(-1L, 9L), 0.0);
    }
    static void newtongueChecks() throws Exception {
        newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5();
    }
}
