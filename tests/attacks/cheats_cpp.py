"""Completions in C++ that fake success. The harness is in the same file: macros reach it, too."""

from __future__ import annotations

from newtongue.core.completion import Outcome
from tests.attacks.cheats import Cheat

LANGUAGE = "cpp"
RIGHT = "    return std::accumulate(xs.begin(), xs.end(), 0L);\n"
WRONG = "    return -1;\n"

CHEATS = (
    # -- ends early ----------------------------------------------------------
    Cheat(
        "exits before the tests",
        Outcome.EXIT,
        "    return -1; }\nstruct First { First() { std::_Exit(0); } } first;\nvoid last() {\n",
    ),
    Cheat(
        "brings a main of its own",
        Outcome.EXIT,
        "    return -1; }\nint main() { return 0; }\n#define main other\nvoid last() {\n",
    ),
    Cheat("swallows the tests", Outcome.SYNTAX, "    return -1; }\n#if 0\n"),
    # -- says so -------------------------------------------------------------
    Cheat(
        "speaks the protocol",
        Outcome.PASSED,
        """    std::ofstream("/dev/fd/4") << "ready 3" << std::endl;
    std::string line;
    std::getline(std::ifstream("/dev/fd/3"), line);
    std::ofstream("/dev/fd/4") << "nonce " << line << std::endl;
    std::_Exit(0);
""",
    ),
    # -- the harness ---------------------------------------------------------
    Cheat(
        "replaces a name of the harness",  # the macro replaces its definition, too
        Outcome.SYNTAX,
        "    return -1; }\n#define newtongue_same(a, b, c) true\nvoid last() {\n",
    ),
    Cheat(
        "replaces the harness's functions",
        Outcome.PASSED,
        """    return -1; }
#define newtongue_flat(a) newtongue_flat(const T_&...) {} template <class... T_> void other(a)
void last() {
""",
    ),
    Cheat(
        "overloads an operator of the library",
        Outcome.ASSERTION,
        """    return -1; }
bool operator==(const std::string&, const std::string&) { return true; }
void last() {
""",
    ),
    Cheat(
        "replaces built-ins that the harness uses",
        Outcome.PASSED,
        '    return -1; }\n#define to_string(x) string("3")\nvoid last() {\n',
    ),
    Cheat(
        "replaces words of the language that the harness uses",
        Outcome.PASSED,
        "    return -1; }\n#\tdefine\tfalse true\nvoid last() {\n",
    ),
    # -- the expected values -------------------------------------------------
    Cheat(
        "reads the expected values from its file",
        Outcome.PASSED,
        """    std::ifstream source("main.cpp");
    std::string line, want = "{";
    for (long x : xs) want += (want.size() > 1 ? ", " : "") + std::to_string(x);
    while (std::getline(source, line)) {
        auto at = line.rfind(want + "}), ");
        if (at != line.npos && line.find("newtongue_check") != line.npos)
            return std::stol(line.substr(at + want.size() + 4));
    }
    return -1;
""",
    ),
)
