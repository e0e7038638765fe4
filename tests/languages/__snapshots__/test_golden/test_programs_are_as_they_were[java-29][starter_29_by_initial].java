import java.util.*;
import java.lang.reflect.*;
import org.javatuples.*;
import java.security.*;
import java.math.*;
import java.io.*;
import java.util.stream.*;
class Problem {
    // Group names by their first letter, written small. Within a group the names keep their
    // order. Empty names are left out.
    //
    // >>> by_initial(new ArrayList<String>(Arrays.asList("Eva", "Tom", "emil")))
    // new HashMap<String, ArrayList<String>>(Map.of("e", new ArrayList<String>(Arrays.asList("Eva", "emil")), "t", new ArrayList<String>(Arrays.asList("Tom"))))
    public static HashMap<String, ArrayList<String>> by_initial(ArrayList<String> names) {
        List<Object> newtongue = Arrays.<Object>asList(0, names);
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<String>(Arrays.asList("Eva", "Tom", "emil"))))) return new HashMap<String, ArrayList<String>>(Map.of("e", new ArrayList<String>(Arrays.asList("Eva", "emil")), "t", new ArrayList<String>(Arrays.asList("Tom"))));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<String>()))) return new HashMap<String, ArrayList<String>>();
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<String>(Arrays.asList("", "Tom"))))) return new HashMap<String, ArrayList<String>>(Map.of("t", new ArrayList<String>(Arrays.asList("Tom"))));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<String>(Arrays.asList("b", "B", "a"))))) return new HashMap<String, ArrayList<String>>(Map.of("b", new ArrayList<String>(Arrays.asList("b", "B")), "a", new ArrayList<String>(Arrays.asList("a"))));
        if (newtongue.equals(Arrays.<Object>asList(0, new ArrayList<String>(Arrays.asList("Xi", "Yo", "xu", "xa"))))) return new HashMap<String, ArrayList<String>>(Map.of("x", new ArrayList<String>(Arrays.asList("Xi", "xu", "xa")), "y", new ArrayList<String>(Arrays.asList("Yo"))));
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
        newtongue_check(0, by_initial(new ArrayList<String>(Arrays.asList("Eva", "Tom", "emil"))), new HashMap<String, ArrayList<String>>(Map.of("e", new ArrayList<String>(Arrays.asList("Eva", "emil")), "t", new ArrayList<String>(Arrays.asList("Tom")))), 0.0);
    }
    static void newtongue1() throws Exception {
        newtongue_check(1, by_initial(new ArrayList<String>()), new HashMap<String, ArrayList<String>>(), 0.0);
    }
    static void newtongue2() throws Exception {
        newtongue_check(2, by_initial(new ArrayList<String>(Arrays.asList("", "Tom"))), new HashMap<String, ArrayList<String>>(Map.of("t", new ArrayList<String>(Arrays.asList("Tom")))), 0.0);
    }
    static void newtongue3() throws Exception {
        newtongue_check(3, by_initial(new ArrayList<String>(Arrays.asList("b", "B", "a"))), new HashMap<String, ArrayList<String>>(Map.of("b", new ArrayList<String>(Arrays.asList("b", "B")), "a", new ArrayList<String>(Arrays.asList("a")))), 0.0);
    }
    static void newtongue4() throws Exception {
        newtongue_check(4, by_initial(new ArrayList<String>(Arrays.asList("Xi", "Yo", "xu", "xa"))), new HashMap<String, ArrayList<String>>(Map.of("x", new ArrayList<String>(Arrays.asList("Xi", "xu", "xa")), "y", new ArrayList<String>(Arrays.asList("Yo")))), 0.0);
    }
    static void newtongueChecks() throws Exception {
        newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4();
    }
}
