import std.algorithm;
import std.array;
import std.conv;
import std.math;
import std.range;
import std.string;
import std.typecons;

/// Group names by their first letter, written small. Within a group the names keep their
/// order. Empty names are left out.
///
/// >>> by_initial(["Eva", "Tom", "emil"])
/// ["e": ["Eva", "emil"], "t": ["Tom"]]
string[][string] by_initial(string[] names) {

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
    
    auto newtongue = newtongueLeaves(tuple(0, names));
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, ["Eva", "Tom", "emil"])))) return ["e": ["Eva", "emil"], "t": ["Tom"]];
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, cast(string[]) [])))) return (string[][string]).init;
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, ["", "Tom"])))) return ["t": ["Tom"]];
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, ["b", "B", "a"])))) return ["b": ["b", "B"], "a": ["a"]];
    if (newtongueSame(newtongue, newtongueLeaves(tuple(0, ["Xi", "Yo", "xu", "xa"])))) return ["x": ["Xi", "xu", "xa"], "y": ["Yo"]];
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
    newtongue_check(0, by_initial(["Eva", "Tom", "emil"]), ["e": ["Eva", "emil"], "t": ["Tom"]], 0.0);
    newtongue_check(1, by_initial(cast(string[]) []), (string[][string]).init, 0.0);
    newtongue_check(2, by_initial(["", "Tom"]), ["t": ["Tom"]], 0.0);
    newtongue_check(3, by_initial(["b", "B", "a"]), ["b": ["b", "B"], "a": ["a"]], 0.0);
    newtongue_check(4, by_initial(["Xi", "Yo", "xu", "xa"]), ["x": ["Xi", "xu", "xa"], "y": ["Yo"]], 0.0);
}
