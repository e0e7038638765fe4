// -- the verdict channel
static long newtongue_ran = 0;
static void newtongue_say(const char* what, const std::string& more) {
    std::FILE* file = std::fopen("/dev/fd/4", "w");
    if (file) std::fprintf(file, "%s %s\n", what, more.c_str()), std::fclose(file);
}
static void newtongue_tests();
signed main() {
    newtongue_tests();
    newtongue_say("ready", std::to_string(newtongue_ran));
    char nonce[100] = "";
    std::FILE* file = std::fopen("/dev/fd/3", "r");
    if (file) std::fscanf(file, "%99[^\n]", nonce);
    newtongue_say("nonce", nonce);
}
// -- equality: each template of the library's would cost every program 5 to 30 ms of compilation
static bool newtongue_same(const std::string& a, const std::string& b, double tolerance) {
    auto kind = [](char c) { return std::strchr("fF", c) ? 2 : std::strchr("iI", c) ? 1 : 0; };
    std::size_t i = 0, j = 0;
    for (std::size_t m, n; i < a.size() && j < b.size(); i = m + 1, j = n + 1) {
        m = a.find('\n', i), n = b.find('\n', j);
        if (!a.compare(i, m - i, b, j, n - j)) continue;
        int k = kind(a[i]), l = kind(b[j]);
        if (!k || !l || k + l == 2 || (k != l && tolerance < 0)) return false;
        double x = std::strtod(&a[i + 1], nullptr), y = std::strtod(&b[j + 1], nullptr);
        if (x != y && !(std::islower(b[j]) && std::abs(x - y) <= tolerance) && (x == x || y == y))
            return false;
    }
    return i == a.size() && j == b.size();
}
template <template <class...> class, class> constexpr bool newtongue_is = false;
template <template <class...> class C, class... T> constexpr bool newtongue_is<C, C<T...>> = true;
struct newtongue_flat {  // values as lines: a letter and a text; a key's numbers have capitals
    std::string lines;
    template <class... T> newtongue_flat(const T&... x) { (add(x, false), ...); }
    bool operator==(const newtongue_flat& x) const { return newtongue_same(lines, x.lines, -1); }
    void leaf(char kind, const std::string& x) { (lines += kind).append(x).append("\n"); }
    void add(std::nullopt_t, bool) { leaf('-', "nothing"); }
    void add(std::monostate, bool key) { add(std::nullopt, key); }
    void add(const char* x, bool key) { add(std::string(x), key); }
    void add(const std::string& x, bool) {
        std::string text = "\"";
        for (char c : x) c == '\n' ? text += "\\n" : c == '\\' ? text += "\\\\" : text += c;
        leaf('s', text += "\"");
    }
    template <class T> void add(const T& x, bool key) {
        if constexpr (std::is_same_v<T, bool>) {
            leaf('b', x ? "true" : "false");
        } else if constexpr (std::is_integral_v<T>) {
            leaf(key ? 'I' : 'i', std::to_string(x));
        } else if constexpr (std::is_floating_point_v<T>) {
            char text[40];
            leaf(key ? 'F' : 'f', (std::snprintf(text, sizeof text, "%.17g", x), text));
        } else if constexpr (newtongue_is<std::optional, T>) {
            x ? add(*x, key) : add(std::nullopt, key);
        } else if constexpr (newtongue_is<std::variant, T>) {
            std::visit([&](auto& y) { add(y, key); }, x);
        } else if constexpr (newtongue_is<std::pair, T>) {
            leaf('(', "("), add(x.first, true), add(x.second, key), leaf(')', ")");
        } else if constexpr (newtongue_is<std::tuple, T>) {
            leaf('(', "("), std::apply([&](auto&... y) { (add(y, key), ...); }, x), leaf(')', ")");
        } else if constexpr (std::is_same_v<T, std::any>) {
            auto one = [&](auto* y) { return y && (add(*y, key), true); };
            auto held = [&](auto... y) { return (one(std::any_cast<decltype(y)>(&x)) || ...); };
            if (!held(true, 0, 0L, 0.0f, 0.0, "", std::string(), std::vector<T>())
                && !held(std::map<std::string, T>()))
                leaf('?', x.has_value() ? x.type().name() : "nothing");
        } else {
            leaf('[', "[");
            for (const typename T::value_type& y : x) add(y, key || newtongue_is<std::set, T>);
            leaf(']', "]");
        }
    }
};
// -- checks
static void newtongue_check(int index, newtongue_flat got, newtongue_flat want, double tolerance) {
    if (newtongue_same(got.lines, want.lines, tolerance)) { newtongue_ran++; return; }
    std::string text, all = got.lines;
    for (std::size_t i = 1; i < all.size(); i++)
        if (all[i - 1] != '\n') text += all[i] == '\n' ? ' ' : std::iscntrl(all[i]) ? '?' : all[i];
    std::size_t end = text.size() - 1 < SHOWN ? text.size() - 1 : SHOWN;
    while ((text[end] & 0xC0) == 0x80) end--;
    newtongue_say("failed", std::to_string(index).append(" ").append(text, 0, end));
    std::_Exit(1);
}
static void newtongue_tests() {
CHECKS
}
