using System;
using System.Numerics;
using System.Diagnostics;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Security.Cryptography;
class Problem {
    // Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
    // "good" up to 79 percent, and "full" from 80 percent on.
    //
    // >>> battery_label(20L)
    // "low"
    public static string battery_label(long percent) {
        Func<object, List<object>> newtongueLeaves = null;
        newtongueLeaves = newtongue_x => {
            var newtongue_all = new List<object>();
            var newtongue_tuple = newtongue_x as System.Runtime.CompilerServices.ITuple;
            var newtongue_map = newtongue_x as System.Collections.IDictionary;
            var newtongue_items = newtongue_map == null ? newtongue_x as System.Collections.IEnumerable : newtongue_map.Keys;
            Func<object, string> newtongue_text = newtongue_y => string.Join(" ", newtongueLeaves(newtongue_y).Select(newtongue_z =>
                newtongue_z is double ? ((double) newtongue_z + 0).ToString("R")
                : newtongue_z is string ? "\"" + ((string) newtongue_z).Replace("\"", "\"\"") + "\"" : newtongue_z));
            if (newtongue_x is string || (newtongue_items == null && newtongue_tuple == null)) return new List<object>{newtongue_x};
            if (newtongue_tuple != null) {
                newtongue_all.Add('(');
                for (int newtongue_i = 0; newtongue_i < newtongue_tuple.Length; newtongue_i++) newtongue_all.AddRange(newtongueLeaves(newtongue_tuple[newtongue_i]));
            } else if (newtongue_x is System.Collections.IList) {
                newtongue_all.Add('[');
                foreach (var newtongue_y in newtongue_items) newtongue_all.AddRange(newtongueLeaves(newtongue_y));
            } else {
                newtongue_all.Add(newtongue_map == null ? '<' : '{');
                foreach (var newtongue_y in newtongue_items.Cast<object>().OrderBy(newtongue_text, StringComparer.Ordinal)) {
                    newtongue_all.Add(Tuple.Create(newtongue_text(newtongue_y)));
                    if (newtongue_map != null) newtongue_all.AddRange(newtongueLeaves(newtongue_map[newtongue_y]));
                }
            }
            newtongue_all.Add(")]}>"["([{<".IndexOf((char) newtongue_all[0])]);
            return newtongue_all;
        };
        
        var newtongueArgs = newtongueLeaves(new object[]{0, percent});
        Func<object, bool> newtongue = newtongueRow =>
            newtongueArgs.SequenceEqual(newtongueLeaves(newtongueRow));
        if (newtongue(new object[]{0, 0L})) return "empty";
        if (newtongue(new object[]{0, 1L})) return "low";
        if (newtongue(new object[]{0, 20L})) return "low";
        if (newtongue(new object[]{0, 21L})) return "good";
        if (newtongue(new object[]{0, 79L})) return "good";
        if (newtongue(new object[]{0, 80L})) return "full";
        if (newtongue(new object[]{0, 100L})) return "full";
        throw new KeyNotFoundException();
    }

    static int newtongueRan = 0;
    static void newtongueSay(string line) {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n");
        using (var channel = System.IO.File.OpenWrite("/dev/fd/4"))
            channel.Write(bytes, 0, bytes.Length);
    }
    public static void Main(string[] args) {
        newtongueTests();
        newtongueSay("ready " + newtongueRan);
        using (var channel = new System.IO.StreamReader("/dev/fd/3"))
            newtongueSay("nonce " + channel.ReadLine());
    }

    static readonly Func<object, List<object>> newtongueLeaves = x => {
        var all = new List<object>();
        var tuple = x as System.Runtime.CompilerServices.ITuple;
        var map = x as System.Collections.IDictionary;
        var items = map == null ? x as System.Collections.IEnumerable : map.Keys;
        Func<object, string> text = y => string.Join(" ", newtongueLeaves(y).Select(z =>
            z is double ? ((double) z + 0).ToString("R")
            : z is string ? "\"" + ((string) z).Replace("\"", "\"\"") + "\"" : z));
        if (x is string || (items == null && tuple == null)) return new List<object>{x};
        if (tuple != null) {
            all.Add('(');
            for (int i = 0; i < tuple.Length; i++) all.AddRange(newtongueLeaves(tuple[i]));
        } else if (x is System.Collections.IList) {
            all.Add('[');
            foreach (var y in items) all.AddRange(newtongueLeaves(y));
        } else {
            all.Add(map == null ? '<' : '{');
            foreach (var y in items.Cast<object>().OrderBy(text, StringComparer.Ordinal)) {
                all.Add(Tuple.Create(text(y)));
                if (map != null) all.AddRange(newtongueLeaves(map[y]));
            }
        }
        all.Add(")]}>"["([{<".IndexOf((char) all[0])]);
        return all;
    };
    
    static bool newtongueSame(object got, object want, double tolerance) {
        Func<object, bool> real = x => x is double || x is float;
        Func<object, bool> whole = x => x is long || x is int || x is BigInteger;
        if (!(real(got) || whole(got)) || !(real(want) || whole(want))) return Equals(got, want);
        if (whole(got) && whole(want)) return got.ToString() == want.ToString();
        double a = got is BigInteger ? (double) (BigInteger) got : Convert.ToDouble(got);
        double b = Convert.ToDouble(want);
        return a == b || (a != a && b != b) || (tolerance > 0 && Math.Abs(a - b) <= tolerance);
    }
    static void newtongue_check(int index, object got, object want, double tolerance) {
        List<object> a = newtongueLeaves(got), b = newtongueLeaves(want);
        if (a.Count != b.Count || !a.Zip(b, (x, y) => newtongueSame(x, y, tolerance)).All(x => x)) {
            string text = string.Join(" ", a.Select(x => x is string ? "\"" + x + "\""
                : x is double ? ((double) x).ToString("R") : x ?? "null"));
            text = Regex.Replace(text, @"[\p{Cc}\p{Cf}]", "?");
            text = text.Substring(0, Math.Min(text.Length, 200));
            newtongueSay("failed " + index + " " + text);
            Environment.Exit(1);
        }
        newtongueRan++;
    }
    static void newtongue0() {
        newtongue_check(0, battery_label(0L), "empty", 0.0);
    }
    static void newtongue1() {
        newtongue_check(1, battery_label(1L), "low", 0.0);
    }
    static void newtongue2() {
        newtongue_check(2, battery_label(20L), "low", 0.0);
    }
    static void newtongue3() {
        newtongue_check(3, battery_label(21L), "good", 0.0);
    }
    static void newtongue4() {
        newtongue_check(4, battery_label(79L), "good", 0.0);
    }
    static void newtongue5() {
        newtongue_check(5, battery_label(80L), "full", 0.0);
    }
    static void newtongue6() {
        newtongue_check(6, battery_label(100L), "full", 0.0);
    }
    static void newtongueTests() {
        newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5(); newtongue6();
    }
}
