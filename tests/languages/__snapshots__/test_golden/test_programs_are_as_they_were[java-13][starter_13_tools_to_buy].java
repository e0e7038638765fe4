import java.util.*;
import java.lang.reflect.*;
import org.javatuples.*;
import java.security.*;
import java.math.*;
import java.io.*;
import java.util.stream.*;
class Problem {
    // Return the tools that are needed and not owned yet.
    //
    // >>> tools_to_buy(new HashSet<String>(Arrays.asList("glue", "saw")), new HashSet<String>(Arrays.asList("glue")))
    // new HashSet<String>(Arrays.asList("saw"))
    public static HashSet<String> tools_to_buy(HashSet<String> needed, HashSet<String> owned) {
        List<Object> newtongue = Arrays.<Object>asList(0, needed, owned);
        if (newtongue.equals(Arrays.<Object>asList(0, new HashSet<String>(Arrays.asList("glue", "saw")), new HashSet<String>(Arrays.asList("glue"))))) return new HashSet<String>(Arrays.asList("saw"));
        if (newtongue.equals(Arrays.<Object>asList(0, new HashSet<String>(), new HashSet<String>(Arrays.asList("saw"))))) return new HashSet<String>();
        if (newtongue.equals(Arrays.<Object>asList(0, new HashSet<String>(Arrays.asList("nail")), new HashSet<String>()))) return new HashSet<String>(Arrays.asList("nail"));
        if (newtongue.equals(Arrays.<Object>asList(0, new HashSet<String>(Arrays.asList("a", "b", "c")), new HashSet<String>(Arrays.asList("c", "d"))))) return new HashSet<String>(Arrays.asList("a", "b"));
        if (newtongue.equals(Arrays.<Object>asList(0, new HashSet<String>(Arrays.asList("saw")), new HashSet<String>(Arrays.asList("saw"))))) return new HashSet<String>();
        if (newtongue.equals(Arrays.<Object>asList(0, new HashSet<String>(Arrays.asList("Saw", "saw")), new HashSet<String>(Arrays.asList("saw"))))) return new HashSet<String>(Arrays.asList("Saw"));
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
        newtongue_check(0, tools_to_buy(new HashSet<String>(Arrays.asList("glue", "saw")), new HashSet<String>(Arrays.asList("glue"))), new HashSet<String>(Arrays.asList("saw")), 0.0);
    }
    static void newtongue1() throws Exception {
        newtongue_check(1, tools_to_buy(new HashSet<String>(), new HashSet<String>(Arrays.asList("saw"))), new HashSet<String>(), 0.0);
    }
    static void newtongue2() throws Exception {
        newtongue_check(2, tools_to_buy(new HashSet<String>(Arrays.asList("nail")), new HashSet<String>()), new HashSet<String>(Arrays.asList("nail")), 0.0);
    }
    static void newtongue3() throws Exception {
        newtongue_check(3, tools_to_buy(new HashSet<String>(Arrays.asList("a", "b", "c")), new HashSet<String>(Arrays.asList("c", "d"))), new HashSet<String>(Arrays.asList("a", "b")), 0.0);
    }
    static void newtongue4() throws Exception {
        newtongue_check(4, tools_to_buy(new HashSet<String>(Arrays.asList("saw")), new HashSet<String>(Arrays.asList("saw"))), new HashSet<String>(), 0.0);
    }
    static void newtongue5() throws Exception {
        newtongue_check(5, tools_to_buy(new HashSet<String>(Arrays.asList("Saw", "saw")), new HashSet<String>(Arrays.asList("saw"))), new HashSet<String>(Arrays.asList("Saw")), 0.0);
    }
    static void newtongueChecks() throws Exception {
        newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5();
    }
}
