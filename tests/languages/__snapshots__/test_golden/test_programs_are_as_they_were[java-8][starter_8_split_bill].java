import java.util.*;
import java.lang.reflect.*;
import org.javatuples.*;
import java.security.*;
import java.math.*;
import java.io.*;
import java.util.stream.*;
class Problem {
    // A bill is shared equally in whole cents. Return what each person pays, and how many cents
    // are left over.
    //
    // >>> split_bill(100L, 3L)
    // Pair.with(33L, 1L)
    public static Pair<Long, Long> split_bill(long cents, long people) {
        List<Object> newtongue = Arrays.<Object>asList(0, cents, people);
        if (newtongue.equals(Arrays.<Object>asList(0, 100L, 3L))) return Pair.with(33L, 1L);
        if (newtongue.equals(Arrays.<Object>asList(0, 7L, 7L))) return Pair.with(1L, 0L);
        if (newtongue.equals(Arrays.<Object>asList(0, 5L, 8L))) return Pair.with(0L, 5L);
        if (newtongue.equals(Arrays.<Object>asList(0, 0L, 4L))) return Pair.with(0L, 0L);
        if (newtongue.equals(Arrays.<Object>asList(0, 1999L, 2L))) return Pair.with(999L, 1L);
        if (newtongue.equals(Arrays.<Object>asList(0, 12L, 1L))) return Pair.with(12L, 0L);
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
        newtongue_check(0, split_bill(100L, 3L), Pair.with(33L, 1L), 0.0);
    }
    static void newtongue1() throws Exception {
        newtongue_check(1, split_bill(7L, 7L), Pair.with(1L, 0L), 0.0);
    }
    static void newtongue2() throws Exception {
        newtongue_check(2, split_bill(5L, 8L), Pair.with(0L, 5L), 0.0);
    }
    static void newtongue3() throws Exception {
        newtongue_check(3, split_bill(0L, 4L), Pair.with(0L, 0L), 0.0);
    }
    static void newtongue4() throws Exception {
        newtongue_check(4, split_bill(1999L, 2L), Pair.with(999L, 1L), 0.0);
    }
    static void newtongue5() throws Exception {
        newtongue_check(5, split_bill(12L, 1L), Pair.with(12L, 0L), 0.0);
    }
    static void newtongueChecks() throws Exception {
        newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5();
    }
}
