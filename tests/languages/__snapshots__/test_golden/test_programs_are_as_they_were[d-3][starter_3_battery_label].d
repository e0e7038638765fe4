import std.algorithm;
import std.array;
import std.conv;
import std.math;
import std.range;
import std.string;
import std.typecons;

/// Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
/// "good" up to 79 percent, and "full" from 80 percent on.
///
/// >>> battery_label(20L)
/// "low"
string battery_label(long percent) {

    struct newtongueLeaf { char kind; string text; double number = 0; bool exact; }
    static newtongueLeaf[] newtongueLeaves(T)(T x) {
        import core.stdc.stdio : snprintf;
        auto all = [newtongueLeaf('?', T.stringof)];
        static if (is(T == typeof(null))) {
            all[0] = newtongueLeaf('-', "null");
        } else static if (is(T == bool)) {
            all = [newtongueLeaf('b', x ? "true" : "false")];
        } else static if (is(T : double)) {
            char[40] text;
            auto end = is(T : long) ? snprintf(text.ptr, 40, "%ld", cast(long) x)
                : snprintf(text.ptr, 40, "%.17g", cast(double) x + 0.0);
            all = [newtongueLeaf(is(T : long) ? 'i' : 'f', text[0 .. end].idup, x)];
        } else static if (is(T : const(char)[])) {
            all = [newtongueLeaf('s', '"' ~ x.idup ~ '"')];
        } else static if (is(T U : U[])) {
            all = [newtongueLeaf('[', "[")];
            foreach (y; x) all ~= newtongueLeaves(y);
            all ~= newtongueLeaf(']', "]");
        } else static if (is(T V : V[K], K)) {
            import std.algorithm : sort; newtongueLeaf[][string] rows;
            foreach (k, v; x) {
                string text; auto key = newtongueLeaves(k);
                foreach (ref leaf; key) { text ~= leaf.text ~ " "; leaf.exact = true; }
                rows[text] = key ~ newtongueLeaves(v);
            }
            all = [newtongueLeaf('{', "{")];
            foreach (text; rows.keys.sort) all ~= rows[text];
            all ~= newtongueLeaf('}', "}");
        } else static if (__traits(hasMember, T, "peek")) {
            alias Held(U...) = U;
            foreach (V; Held!(bool, int, long, float, double, string, T[], T[string], typeof(null)))
                if (auto p = x.peek!V) all = newtongueLeaves(*p);
        } else static if (__traits(hasMember, T, "isNull")) {
            all = x.isNull ? newtongueLeaves(null) : newtongueLeaves(x.get);
        } else static if (__traits(hasMember, T, "expand")) {
            all = [newtongueLeaf('(', "(")];
            foreach (y; x.expand) all ~= newtongueLeaves(y);
            all ~= newtongueLeaf(')', ")");
        }
        return all;
    }
    static bool newtongueSame(newtongueLeaf[] got, newtongueLeaf[] want, double tolerance = -1) {
        bool same = got.length == want.length;
        for (size_t i = 0; same && i < got.length; i++) {
            auto x = got[i], y = want[i];
            bool numbers = tolerance >= 0 && (x.kind == 'i' || x.kind == 'f');
            double a = x.number, b = y.number, away = a < b ? b - a : a - b;
            same = a == b || (a != a && b != b) || (!y.exact && tolerance > 0 && away <= tolerance);
            if (x.kind == y.kind ? x.kind != 'f' : !numbers || (y.kind != 'i' && y.kind != 'f'))
                same = x.kind == y.kind && x.text == y.text;
        }
        return same;
    }
    
    auto newtongue = newtongueLeaves(tuple(0, percent));
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, 0L)))) return "empty";
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, 1L)))) return "low";
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, 20L)))) return "low";
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, 21L)))) return "good";
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, 79L)))) return "good";
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, 80L)))) return "full";
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, 100L)))) return "full";
    throw new Exception("no such case");
}

int newtongueRan = 0;
void newtongueSay(string line) {
    import core.stdc.stdio : fclose, fopen, fprintf;
    auto channel = fopen("/dev/fd/4", "w");
    fprintf(channel, "%.*s\n", cast(int) line.length, line.ptr);
    fclose(channel);
}
void main() {
    import core.stdc.stdio : fopen, fscanf; import std.conv : to;
    newtongueTests();
    newtongueSay("ready " ~ to!string(newtongueRan));
    char[256] nonce = 0;
    fscanf(fopen("/dev/fd/3", "r"), "%255s", nonce.ptr);
    newtongueSay("nonce " ~ to!string(nonce.ptr));
}

struct newtongueLeaf { char kind; string text; double number = 0; bool exact; }
static newtongueLeaf[] newtongueLeaves(T)(T x) {
    import core.stdc.stdio : snprintf;
    auto all = [newtongueLeaf('?', T.stringof)];
    static if (is(T == typeof(null))) {
        all[0] = newtongueLeaf('-', "null");
    } else static if (is(T == bool)) {
        all = [newtongueLeaf('b', x ? "true" : "false")];
    } else static if (is(T : double)) {
        char[40] text;
        auto end = is(T : long) ? snprintf(text.ptr, 40, "%ld", cast(long) x)
            : snprintf(text.ptr, 40, "%.17g", cast(double) x + 0.0);
        all = [newtongueLeaf(is(T : long) ? 'i' : 'f', text[0 .. end].idup, x)];
    } else static if (is(T : const(char)[])) {
        all = [newtongueLeaf('s', '"' ~ x.idup ~ '"')];
    } else static if (is(T U : U[])) {
        all = [newtongueLeaf('[', "[")];
        foreach (y; x) all ~= newtongueLeaves(y);
        all ~= newtongueLeaf(']', "]");
    } else static if (is(T V : V[K], K)) {
        import std.algorithm : sort; newtongueLeaf[][string] rows;
        foreach (k, v; x) {
            string text; auto key = newtongueLeaves(k);
            foreach (ref leaf; key) { text ~= leaf.text ~ " "; leaf.exact = true; }
            rows[text] = key ~ newtongueLeaves(v);
        }
        all = [newtongueLeaf('{', "{")];
        foreach (text; rows.keys.sort) all ~= rows[text];
        all ~= newtongueLeaf('}', "}");
    } else static if (__traits(hasMember, T, "peek")) {
        alias Held(U...) = U;
        foreach (V; Held!(bool, int, long, float, double, string, T[], T[string], typeof(null)))
            if (auto p = x.peek!V) all = newtongueLeaves(*p);
    } else static if (__traits(hasMember, T, "isNull")) {
        all = x.isNull ? newtongueLeaves(null) : newtongueLeaves(x.get);
    } else static if (__traits(hasMember, T, "expand")) {
        all = [newtongueLeaf('(', "(")];
        foreach (y; x.expand) all ~= newtongueLeaves(y);
        all ~= newtongueLeaf(')', ")");
    }
    return all;
}
static bool newtongueSame(newtongueLeaf[] got, newtongueLeaf[] want, double tolerance = -1) {
    bool same = got.length == want.length;
    for (size_t i = 0; same && i < got.length; i++) {
        auto x = got[i], y = want[i];
        bool numbers = tolerance >= 0 && (x.kind == 'i' || x.kind == 'f');
        double a = x.number, b = y.number, away = a < b ? b - a : a - b;
        same = a == b || (a != a && b != b) || (!y.exact && tolerance > 0 && away <= tolerance);
        if (x.kind == y.kind ? x.kind != 'f' : !numbers || (y.kind != 'i' && y.kind != 'f'))
            same = x.kind == y.kind && x.text == y.text;
    }
    return same;
}

void newtongue_check(T)(int index, T got, T want, double tolerance) {
    import core.stdc.stdlib : exit; import std.conv : to;
    newtongueRan++;
    if (!newtongueSame(newtongueLeaves(got), newtongueLeaves(want), tolerance)) {
        string all, text;
        foreach (leaf; newtongueLeaves(got)) all ~= leaf.text ~ " ";
        foreach (i, dchar c; all[0 .. $ - 1])
            if (i < 200) text ~= c < 32 || (c > 126 && c < 160) ? '?' : c;
        newtongueSay("failed " ~ to!string(index) ~ " " ~ text);
        exit(1);
    }
}
void newtongueTests() {
    newtongue_check(0, battery_label(0L), "empty", 0.0);
    newtongue_check(1, battery_label(1L), "low", 0.0);
    newtongue_check(2, battery_label(20L), "low", 0.0);
    newtongue_check(3, battery_label(21L), "good", 0.0);
    newtongue_check(4, battery_label(79L), "good", 0.0);
    newtongue_check(5, battery_label(80L), "full", 0.0);
    newtongue_check(6, battery_label(100L), "full", 0.0);
}
