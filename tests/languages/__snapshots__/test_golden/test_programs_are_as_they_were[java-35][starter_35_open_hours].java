import java.util.*;
import java.lang.reflect.*;
import org.javatuples.*;
import java.security.*;
import java.math.*;
import java.io.*;
import java.util.stream.*;
class Problem {
    // A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
    // begin before finish. Return the times when the shop is open, earliest first. Shifts that
    // overlap, or where one begins at the hour when another finishes, make one opening time.
    //
    // >>> open_hours(new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(9L, 11L), Pair.with(10L, 13L), Pair.with(15L, 16L))))
    // new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(9L, 13L), Pair.with(15L, 16L)))
    public static ArrayList<Pair<Long, Long>> open_hours(ArrayList<Pair<Long, Long>> shifts) {
        List<Object> newtongue = Arrays.<Object>asList(0, shifts);
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(9L, 11L), Pair.with(10L, 13L), Pair.with(15L, 16L)))))) return new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(9L, 13L), Pair.with(15L, 16L)));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<Pair<Long, Long>>()))) return new ArrayList<Pair<Long, Long>>();
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(8L, 9L)))))) return new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(8L, 9L)));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 2L), Pair.with(2L, 3L)))))) return new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 3L)));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(5L, 6L), Pair.with(1L, 9L), Pair.with(2L, 3L)))))) return new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 9L)));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(7L, 8L), Pair.with(1L, 2L), Pair.with(3L, 4L)))))) return new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 2L), Pair.with(3L, 4L), Pair.with(7L, 8L)));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 4L), Pair.with(6L, 8L), Pair.with(3L, 7L)))))) return new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 8L)));
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
        newtongue_check(0, open_hours(new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(9L, 11L), Pair.with(10L, 13L), Pair.with(15L, 16L)))), new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(9L, 13L), Pair.with(15L, 16L))), 0.0);
    }
    static void newtongue1() throws Exception {
        newtongue_check(1, open_hours(new ArrayList<Pair<Long, Long>>()), new ArrayList<Pair<Long, Long>>(), 0.0);
    }
    static void newtongue2() throws Exception {
        newtongue_check(2, open_hours(new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(8L, 9L)))), new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(8L, 9L))), 0.0);
    }
    static void newtongue3() throws Exception {
        newtongue_check(3, open_hours(new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 2L), Pair.with(2L, 3L)))), new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 3L))), 0.0);
    }
    static void newtongue4() throws Exception {
        newtongue_check(4, open_hours(new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(5L, 6L), Pair.with(1L, 9L), Pair.with(2L, 3L)))), new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 9L))), 0.0);
    }
    static void newtongue5() throws Exception {
        newtongue_check(5, open_hours(new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(7L, 8L), Pair.with(1L, 2L), Pair.with(3L, 4L)))), new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 2L), Pair.with(3L, 4L), Pair.with(7L, 8L))), 0.0);
    }
    static void newtongue6() throws Exception {
        newtongue_check(6, open_hours(new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 4L), Pair.with(6L, 8L), Pair.with(3L, 7L)))), new ArrayList<Pair<Long, Long>>(Arrays.asList(Pair.with(1L, 8L))), 0.0);
    }
    static void newtongueChecks() throws Exception {
        newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5(); newtongue6();
    }
}
