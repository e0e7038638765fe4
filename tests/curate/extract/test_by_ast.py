"""Functions of Python: MultiPL-T's filters, and what is brought along."""

from __future__ import annotations

import ast
import builtins
import signal
import symtable
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.dataset import File, Function
from newtongue.curate.extract import Extract, Refused, extract, glance

DEFAULT = Extract()
GOOD = '''\
def {name}(xs):
    """Return the sum of the squares."""
    total = sum(x * x for x in xs)
    return total
'''


def found(text: str, **settings: object) -> list[Function | Refused]:
    file = File(dedent(text), "pkg/module.py", repository="me/it", language="python", stars=3)
    return list(extract([file], Extract(**settings)))  # type: ignore[arg-type]


def one(text: str, **settings: object) -> Function:
    (function,) = [f for f in found(text, **settings) if isinstance(f, Function)]
    return function


def reasons(text: str, **settings: object) -> dict[str, str]:
    return {r.name: r.reason for r in found(text, **settings) if isinstance(r, Refused)}


def free(text: str) -> set[str]:
    """Globals of a program that neither it nor Python defines, by CPython's symbol table."""
    top = symtable.symtable(text.replace("def top(", "def top_("), "text", "exec")
    needed, waiting = set(), [top]
    while waiting:
        table = waiting.pop()
        here = [s for s in table.get_symbols() if s.is_referenced()]
        needed |= {s.get_name() for s in here if table is top or s.is_global()}
        waiting += table.get_children()
    bound = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    bound |= {s.get_name() for s in top.get_symbols() if s.is_namespace()}
    return needed - bound - set(dir(builtins))


def test_a_function_keeps_where_it_is_from() -> None:
    f = one("import os\n\n\n" + GOOD.format(name="squares"))
    assert (f.name, f.language, f.kind, f.line) == ("squares", "python", "function", 4)
    assert (f.repository, f.path, f.stars) == ("me/it", "pkg/module.py", 3)
    assert f.doc == "Return the sum of the squares."
    assert f.text == GOOD.format(name="squares")
    assert f.imports == f.helpers == ()
    assert len(f.file_id) == len(f.body_hash) == len(f.id) == 32


@pytest.mark.parametrize(
    ("head", "doc", "body", "reason"),
    [
        ("def f(x):", "", "y = x\n    return y", "no documentation"),
        ("def f(x):", "One two.", "y = x\n    return y", "documentation too short"),
        ("def f(x):", "One two three.", "print(x)\n    return", "returns no value"),
        ("def f(x):", "One two three.", "def g():\n        return x\n    g()", "returns no value"),
        ("async def f(x):", "One two three.", "y = x\n    return y", "asynchronous"),
        ("@cache\ndef f(x):", "One two three.", "y = x\n    return y", "decorated"),
        ("def f(x):", "One two three.", "yield x\n    return x", "a generator"),
        ("def f(*x):", "One two three.", "y = x\n    return y", "any number of arguments"),
        ("def f(x, **y):", "One two three.", "z = x\n    return z", "any number of arguments"),
        ("def f():", "One two three.", "y = 1\n    return y", "too few arguments"),
        ("def f(x):", "One two three.", "return x", "trivial"),
        ("def f(x):", "One two three.", "y = x  # TODO: more\n    return y", "unfinished"),
        ("def f(x):", "One two thréé.", "y = x\n    return y", "not ASCII"),
        ("def f(x):", "One two three.", "y = x" + " + 1" * 300 + "\n    return y", "too long"),
        ("def f(x):", "One two three.", "global n\n    n = x\n    return n", "changes a global"),
        ("def f(x):", "One two three.", "y = x\n    return y + z", "a name that nothing defines"),
        ("def f(x):", "One two three.", "y = eval(x)\n    return y",
         "names that are found at run time"),
        ("def f(x):", "One two three.", "import numpy\n    return numpy.sum(x)",
         "imports a package"),
    ],
)  # fmt: skip
def test_each_filter_has_its_reason(head: str, doc: str, body: str, reason: str) -> None:
    said = f'    """{doc}"""\n' if doc else ""
    text = f"{head}\n{said}    {body}\n"
    assert reasons(text) == {"f": reason}
    # beside one that is kept the whole file is read, by another way
    assert reasons(text + "\n\n" + GOOD.format(name="g")) == {"f": reason}


@pytest.mark.parametrize(
    "settings",
    [{"words": 0}, {"returns": False}, {"asynchronous": True}, {"decorated": True},
     {"generators": True}, {"variadic": True}, {"arguments": 0}, {"statements": 1},
     {"markers": []}, {"ascii": False}, {"tokens": 5000}],
)  # fmt: skip
def test_each_filter_can_be_turned_off(settings: dict[str, object]) -> None:
    text = '''
        import functools
        def a(x):
            y = x
            return y
        def b(x):
            """One two three."""
            y = x
            print(y)
        async def c(x):
            """One two three."""
            y = x
            return y
        @functools.cache
        def d(x):
            """One two three."""
            y = x
            return y
        def e(x):
            """One two three."""
            yield x
            return x
        def f(*x):
            """One two three."""
            y = x
            return y
        def g():
            """One two three."""
            y = 1
            return y
        def h(x):
            """One two three."""
            return x
        def i(x):
            """One two three."""
            y = "TODO"
            return y
        def j(x):
            """One two thréé."""
            y = x
            return y
        def k(x):
            """One two three."""
            y = x LONG
            return y
    '''.replace("LONG", "+ 1" * 300)
    assert len(reasons(text)) == 11
    kept = [f for f in found(text, **settings) if isinstance(f, Function)]
    assert len(kept) == 1


HELPED = '''
    from __future__ import annotations
    import math, os.path as p, sys
    from collections import OrderedDict, defaultdict as dd
    import numpy as np

    LIMIT = 10
    _TABLE = {}
    for _i in range(LIMIT):
        _TABLE[_i] = math.sqrt(_i)
    del _i
    UNUSED = np.zeros(3)

    class Node:
        """A node."""
        def __init__(self, value):
            self.value = shifted(value)

    def shifted(x): return x + OFFSET
    OFFSET = 1

    def roots(xs: list[int]) -> dict[int, float]:
        """Look up the root of each number."""
        found = dd(float)
        for x in xs:
            found[x] = _TABLE[Node(x).value]
        return found
'''


def test_helpers_constants_classes_and_imports_come_along() -> None:
    f = one(HELPED)
    assert f.imports == (
        "from __future__ import annotations",
        "import math",
        "from collections import defaultdict as dd",
    )
    assert f.helpers == ("LIMIT", "_TABLE", "_i", "Node", "shifted", "OFFSET")
    assert "numpy" not in f.text
    assert f.text.rstrip().endswith("return found")
    assert not free(f.text)
    assert (
        "\nfrom collections import defaultdict as dd\n\nLIMIT = 10\n_TABLE = {}\n\n\nfor" in f.text
    )
    scope: dict[str, object] = {}
    exec(f.text, scope)
    assert scope["roots"]([0, 3]) == {0: 1.0, 3: 2.0}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("from numpy import zeros\nK = zeros(3)\n", "imports a package"),
        ("from . import K\n", "imports from its own package"),
        ("try:\n    from fast import K\nexcept ImportError:\n    K = 1\n", "imports a package"),
        ("from math import *\n", "star import"),
        ("if __name__ == '__main__':\n    K = 1\n", "a name that nothing defines"),
        ("def g():\n    global n\n    n = 1\nK = g\n", "changes a global"),
        ("a = 1; K = 2\n", "two statements in a line"),
        ("K = " + " + ".join("ABCDEFGHIJLMNOPQRSTUV") + "\n"
         + "\n".join(f"{c} = 1" for c in "ABCDEFGHIJLMNOPQRSTUV"), "too many helpers"),
        ("K = [" + "1, " * 2000 + "]\n", "too long with its helpers"),
        ("K = 'é'\n", "not ASCII"),
        ("K = 1  # TODO\n", "unfinished"),
    ],
)  # fmt: skip
def test_what_can_not_come_along_refuses(text: str, reason: str) -> None:
    target = 'def f(x):\n    """One two three."""\n    y = x + K\n    return y\n'
    assert reasons(f"{text}\n{target}")["f"] == reason


def test_a_package_can_be_allowed_and_self_containedness_be_given_up() -> None:
    text = (
        'import numpy as np\ndef f(x):\n    """One two three."""\n    y = np.sum(x)\n    return y\n'
    )
    assert one(text, packages=["numpy"]).imports == ("import numpy as np",)
    assert one(text, self_contained=False).text.startswith("def f(x):")
    assert reasons(text) == {"f": "imports a package"}


def test_helpers_that_need_the_function_keep_the_order_of_the_file() -> None:
    f = one('''
        def even(n):
            """Tell whether a number is even."""
            if n == 0:
                return True
            return odd(n - 1)

        def odd(n):
            return n != 0 and even(n - 1)
    ''')  # fmt: skip
    assert f.text.index("def even") < f.text.index("def odd")
    assert f.helpers == ("odd",)


def test_a_name_that_is_defined_twice_is_refused() -> None:
    text = GOOD.format(name="f") + "\n\n" + GOOD.format(name="f")
    assert reasons(text) == {"f": "defined more than once"}


def test_methods_bring_what_they_need_of_their_class() -> None:
    text = '''
        SCALE = 2

        class Meter:
            """Measures."""
            unit = "m"

            def __init__(self, size):
                self.size = size

            def unused(self):
                return 1

            @property
            def scaled(self):
                return self.size * SCALE

            def longer(self, by):
                """Say how long it is with some more."""
                size = self.scaled + by
                return f"{size} {self.unit}"
    '''
    f = one(text, methods=True)
    assert (f.name, f.kind, f.helpers) == ("Meter.longer", "method", ("SCALE",))
    assert "unused" not in f.text
    scope: dict[str, object] = {}
    exec(f.text + "\nx = Meter(3).longer(1)", scope)
    assert scope["x"] == "7 m"
    assert reasons(text, methods=True)["Meter.unused"] == "no documentation"
    assert not [f for f in found(text) if isinstance(f, Function)]


def test_a_decorated_class_keeps_its_special_methods() -> None:
    text = '''
        import functools
        @functools.total_ordering
        class Size:
            def __init__(self, n):
                self.n = n
            def __lt__(self, other):
                return self.n < other.n
            def twice(self, more):
                """Double it and add more."""
                n = self.n * 2
                return Size(n + more)
    '''
    exec(one(text, methods=True).text, {})


def test_names_deleted_in_the_end_bring_nothing() -> None:
    f = one(
        "import os\nfor _x in 'ab':\n    K = _x\ndel os, _x\n" + GOOD.format(name="f") + "    K\n"
    )
    assert "del" not in f.text
    assert f.helpers == ("K", "_x")


@pytest.mark.parametrize("name", ["winreg", "_thread", "antigravity_"])
def test_modules_that_are_not_everywhere_are_no_standard(name: str) -> None:
    text = f'def f(x):\n    """One two three."""\n    import {name}\n    return {name}.y(x)\n'
    assert reasons(text) == {"f": "imports a package"}


def test_classes_come_whole() -> None:
    text = '''
        import re
        class Words:
            """Splits a text into words."""
            mark = re.compile(" ")
            def split(self, text):
                return self.mark.split(text)
    '''
    f = one(text, classes=True)
    assert (f.name, f.kind, f.imports) == ("Words", "class", ("import re",))


def test_the_body_decides_what_is_the_same() -> None:
    first = GOOD.format(name="a")
    second = first.replace("def a", "def b").replace("squares.", "squares of numbers.")
    other = GOOD.format(name="c").replace("x * x", "x * 2")
    files = [
        File(text, f"{i}.py", language="python", stars=stars)
        for i, (text, stars) in enumerate([(first, 1), (second, 5), (other, None)])
    ]
    functions = [f for f in extract(files, DEFAULT) if isinstance(f, Function)]
    assert functions[0].body_hash == functions[1].body_hash != functions[2].body_hash


def test_bad_files_are_refused_not_raised() -> None:
    texts = ["def f(:\n    '''x'''\n", "def f(x):\n    '''a'''\n    return \0", "def f(): '\ud800'",
             "def f(x):\n    '''One two three'''\n    return " + "(" * 5000,
             "x = 1\n" * 10 + "def f():\n\t'''a'''\n        return 1\n"]  # fmt: skip
    for text in texts:
        (refused,) = found(text)
        assert isinstance(refused, Refused)
        assert refused.reason in ("does not parse", "no documentation", "nested too deep")
    assert found("") == found("x = '''\n'''\n") == []
    unknown = list(extract([File("x", "x.zzz", language="brainf")], DEFAULT))
    assert [r.reason for r in unknown if isinstance(r, Refused)] == [
        "no functions known of its language"
    ]


DEEP = {
    "a sum": "Q = 1" + "+1" * 1500 + "\n",
    "elif": "if x:\n    y = 0\n" + "".join(f"elif x == {i}:\n    y = {i}\n" for i in range(800)),
    "a helper": "def h(x):\n    return x" + " + x" * 1500 + "\n",
    "a quoted type": "def h(x: '" + "A | " * 1500 + "A'):\n    return x\n",
}


def deeper(calls: int, text: str, **settings: object) -> list[Function | Refused]:
    return deeper(calls - 1, text, **settings) if calls else found(text, **settings)


@pytest.mark.parametrize("what", DEEP)
def test_what_is_nested_too_deep_refuses_the_file_from_any_depth_of_calls(what: str) -> None:
    last = "def f(x):\n    y = h(x)\n    return y\n"
    text = GOOD.format(name="before") + DEEP[what] + last
    for calls in (0, 400, 700):
        (refused,) = deeper(calls, text, words=0)
        assert isinstance(refused, Refused)
        assert (refused.reason, refused.line, refused.name) == ("nested too deep", 0, "")
    assert one(GOOD.format(name="after")).name == "after"


def test_the_depth_of_the_caller_decides_nothing() -> None:
    before = sys.getrecursionlimit()
    seen = set()
    for terms in range(100, 1100, 100):
        good = GOOD.format(name="f").replace("return total", "return total + Q")
        text = "Q = 1" + "+1" * terms + "\n" + good
        reasons_ = {getattr(deeper(calls, text)[0], "reason", "") for calls in (0, 300, 600)}
        assert len(reasons_) == 1
        seen |= reasons_
    assert "nested too deep" in seen
    assert len(seen) > 1
    assert sys.getrecursionlimit() == before


@pytest.fixture
def processor_seconds() -> Iterator[None]:
    """A limit far above the need of about a second: what is quadratic takes hours."""

    def late(*_: object) -> None:
        raise AssertionError("still at it")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


LINES = ["@a\n", "@cached\n", "@a\n\n \n", "import (\n", "def f():\n:", ":#", ":\n ", " ", "\n"]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("head", ["", "def f(x):\n"])
@pytest.mark.usefixtures("processor_seconds")
def test_a_megabyte_of_the_same_is_read_once(head: str, line: str) -> None:
    text = head + line * (1_000_000 // len(line))
    look = glance.refusals(text, DEFAULT, lambda _node, _own: None)
    assert look is not None
    assert {why.reason for _, _, why in look} <= {"no documentation"}
    assert not glance._Look(text, DEFAULT, lambda _node, _own: None).foreign


@pytest.mark.parametrize("between", ["", "# said\n", "\n", "  # said\n", ")\n"])
def test_decorators_belong_to_the_function_below(between: str) -> None:
    text = f"x = 1\n@a\n{between}@b(\n 1\n)\n{between}async def f(x):\n    return x\n\nx = 2\n"
    assert list(glance._heads(text)) == [(text.index("@a"), "f", text.index("f(x)"))]
    plain = "@a\nclass A:\n    pass\ndef f(x):\n    return x\n"
    assert list(glance._heads(plain)) == [(plain.index("def"), "f", plain.index("f(x)"))]


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    text = GOOD.format(name="f")
    assert one("\ufeff" + text.replace("\n", "\r\n")).text == text


@given(st.text(alphabet="def f(x):\n\t \"'#@\\=1[]{}yield,return", max_size=80))
def test_any_text_is_survived(text: str) -> None:
    for settings in (DEFAULT, Extract(words=0, statements=0, arguments=0, methods=True)):
        for f in extract([File(text, "a.py", language="python")], settings):
            assert isinstance(f, Refused) or not free(f.text)


def test_the_standard_library_gives_whole_functions() -> None:
    """The oracle: CPython's symbol table finds no name in them that nothing defines."""
    root = Path(sysconfig.get_path("stdlib"))
    files = [
        File(path.read_text(encoding="utf-8", errors="replace"), path.name, language="python")
        for path in [*sorted(root.glob("*.py"))[::6], *sorted(root.glob("email/*.py"))]
    ]
    settings = Extract(arguments=0, variadic=True, decorated=True, methods=True, classes=True)
    for chosen, least in ((DEFAULT, 10), (settings, 60)):
        counts: Counter[str] = Counter()
        for f in extract(files, chosen):
            counts["kept" if isinstance(f, Function) else f.reason] += 1
            if isinstance(f, Function):
                missing = free(f.text)
                assert missing <= {"__class__", "__file__"}, f.text
                assert f.name.split(".")[0] in {
                    getattr(n, "name", "") for n in ast.parse(f.text).body
                }
        assert counts["kept"] >= least, counts
