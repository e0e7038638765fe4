import java.util.*;
import java.lang.reflect.*;
import org.javatuples.*;
import java.security.*;
import java.math.*;
import java.io.*;
import java.util.stream.*;
class Problem {
    // Return the name of the tallest person, or Optional.empty() when there is nobody. When several are
    // equally tall, return the one whose name comes first in the alphabet.
    //
    // >>> tallest(new HashMap<String, Long>(Map.of("Mia", 142L, "Ben", 150L)))
    // Optional.of("Ben")
    public static Optional<String> tallest(HashMap<String, Long> heights) {
        List<Object> newtongue = Arrays.<Object>asList(0, heights);
        if (newtongue.equals(Arrays.<Object>asList(0, new HashMap<String, Long>(Map.of("Mia", 142L, "Ben", 150L))))) return Optional.of("Ben");
        if (newtongue.equals(Arrays.<Object>asList(0, new HashMap<String, Long>()))) return Optional.empty();
        if (newtongue.equals(Arrays.<Object>asList(0, new HashMap<String, Long>(Map.of("Zed", 120L, "Amy", 120L))))) return Optional.of("Amy");
        if (newtongue.equals(Arrays.<Object>asList(0, new HashMap<String, Long>(Map.of("Lu", -1L))))) return Optional.of("Lu");
        if (newtongue.equals(Arrays.<Object>asList(0, new HashMap<String, Long>(Map.of("c", 5L, "b", 9L, "a", 9L, "d", 2L))))) return Optional.of("a");
        if (newtongue.equals(Arrays.<Object>asList(0, new HashMap<String, Long>(Map.of("x", 0L, "y", -3L))))) return Optional.of("x");
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
        newtongue_check(0, tallest(new HashMap<String, Long>(Map.of("Mia", 142L, "Ben", 150L))), Optional.of("Ben"), 0.0);
    }
    static void newtongue1() throws Exception {
        newtongue_check(1, tallest(new HashMap<String, Long>()), Optional.empty(), 0.0);
    }
    static void newtongue2() throws Exception {
        newtongue_check(2, tallest(new HashMap<String, Long>(Map.of("Zed", 120L, "Amy", 120L))), Optional.of("Amy"), 0.0);
    }
    static void newtongue3() throws Exception {
        newtongue_check(3, tallest(new HashMap<String, Long>(Map.of("Lu", -1L))), Optional.of("Lu"), 0.0);
    }
    static void newtongue4() throws Exception {
        newtongue_check(4, tallest(new HashMap<String, Long>(Map.of("c", 5L, "b", 9L, "a", 9L, "d", 2L))), Optional.of("a"), 0.0);
    }
    static void newtongue5() throws Exception {
        newtongue_check(5, tallest(new HashMap<String, Long>(Map.of("x", 0L, "y", -3L))), Optional.of("x"), 0.0);
    }
    static void newtongueChecks() throws Exception {
        newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5();
    }
}
