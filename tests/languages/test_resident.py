"""A compiler that stays, or a precompiled header, changes no verdict: every program comes to the
same by both ways, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Execution, cut
from newtongue.languages.base import PROBE
from newtongue.sandbox.pool import Pool
from newtongue.toolchains import prepare
from tests.conftest import need
from tests.sandbox.programs import TIERS, opened

pytestmark = [pytest.mark.toolchain, pytest.mark.sandbox, pytest.mark.slow]
HELPED = [name for name in languages.names() if languages.get(name).prepare]


def _java(body: str, outside: str = "", inside: str = "") -> str:
    main = "public static void main(String[] a) throws Exception { " + body + " }"
    return f"{outside}\nclass Problem {{ {inside}\n{main}\n}}"


_JAVA = {
    "prints": _java('System.out.println("é " + Thread.currentThread().getName());'),
    "syntax": _java("int x = ;"),
    "type": _java('int x = "s";'),
    "several": _java('Strin z; y(); int q = "s";', inside="int g() { } void f() { return 1; }"),
    "a hundred and fifty": _java("".join(f'int x{i} = "s";\n' for i in range(150))),
    "notes": _java(
        'java.util.List<String> x = f(); x.add("a"); new Integer(3);',
        inside="static java.util.List f() { return new java.util.ArrayList(); }",
    ),
    "a package": _java("", "package a.b;"),
    "classes": _java(
        "Runnable r = () -> System.out.println(new R(3)); r.run(); System.out.println(new Other());"
        "new Object() { void f() { System.out.println(E.A); } }.f();",
        "class Other { static class In { } }",
        "enum E { A } record R(int x) { }",
    ),
    "a public class": "public class Main { }",
    "a class twice": "class Problem { } class Problem { }",
    "beyond ASCII": _java('System.out.println(new Ünï() + "日本");', inside="static class Ünï { }"),
    "half a pair": _java('String x = "\ud800";'),
    "NUL": _java('String x = "\0";'),
    "carriage return": _java("int x = \r;\r\n"),
    "no main": "class Problem { }",
    "no class of that name": "class Elsewhere { }",
    "nothing": "",
    "exits": _java("System.exit(3);"),
    "throws": _java('throw new IllegalStateException("own");'),
    "a huge constant": _java("", inside='static final String S = "' + "x" * 70_000 + '";'),
    "a huge method": _java("".join(f"int x{i} = {i} * {i};" for i in range(15_000))),
    "eats memory": _java(
        "",
        inside=f'static final String S0 = "{"x" * 60_000}"'
        + "".join(f", S{i + 1} = S{i} + S{i}" for i in range(16))
        + ";",
    ),
    "an annotation processor": _java(
        "System.out.println(1);",
        "import java.util.*; import javax.lang.model.element.*;"
        "import javax.annotation.processing.*;"
        '@SupportedAnnotationTypes("*") class P extends AbstractProcessor {'
        "  public boolean process(Set<? extends TypeElement> s, RoundEnvironment e) {"
        '    throw new Error("it ran"); } }\n@Deprecated',
    ),
    "a module": "module x { }",
    "an escape": _java('String s = "\\u000a";'),
    "a preview": _java('Object o = 1; String s = switch (o) { case Integer i -> "i"; };'),
    "what is not exported": _java("jdk.internal.misc.Unsafe u = null;"),
    "javac itself": _java("System.out.println(com.sun.tools.javac.Main.class);"),
    "the driver": _java("new Resident(null);"),
    "a library": _java("System.out.println(org.javatuples.Pair.with(1, 2));"),
    "a class named like a package": _java("", "class java { }"),
    "a loop of classes": _java("", "class A extends B { } class B extends A { }"),
    "nested too deeply": _java("int x = " + "(" * 20_000 + "1" + ")" * 20_000 + ";"),
}


def _scala(body: str, outside: str = "", inside: str = "") -> str:
    main = "def main(a: Array[String]): Unit = { " + body + " }"
    return f"{outside}\nobject Problem {{ {inside}\n{main}\n}}"


_SCALA = {
    "prints": _scala('println("é " + Thread.currentThread.getName)'),
    "syntax": _scala("val x = )"),
    "several": _scala('val x: Int = "s"; y(); "s".foo', inside="def g: Int = { }"),
    "warnings": _scala("val x: Any = 1; x match { case 1 => 2; case 1 => 3 }; 1; null == 1"),
    "deprecated and unchecked": _scala("1.toString match { case _: List[Int] => }; a.toSeq: @noop"),
    "classes": _scala(
        "println(R(3)); println(E); println(new Other { })",
        "package object p { type T = Int }\ntrait Other",
        "case class R(x: Int); object E",
    ),
    "a macro": _scala(
        "println(m)",
        inside="import scala.language.experimental.macros; def m: Int = macro n;"
        "import scala.reflect.macros.blackbox.Context; def n(c: Context): c.Tree = ???",
    ),
    "no main": "object Problem { }",
    "the driver": _scala("println(Resident.kept)"),
    "the compiler": _scala("println(scala.tools.nsc.Main)"),
    "throws": _scala('throw new IllegalStateException("own")'),
    "nothing": "",
    "nested too deeply": _scala("val x = " + "(" * 20_000 + "1" + ")" * 20_000),
}
_OCAML = {
    "prints": 'print_string "é\\n"',
    "syntax": "let x = )",
    "type": 'let x : int = "s"',
    "unbound": "let () = print_int y",
    "a warning": "let f x = match x with 1 -> 2\nlet () = print_int (f 1)",
    "modules": "module M = struct let x = 1 end\nlet () = print_int M.x",
    "a library that is not linked": "let () = print_int (Unix.getpid ())",
    "the compiler": "let () = ignore (Maindriver.main [||] Format.err_formatter)",
    "raises": 'let () = failwith "own"',
    "exits": "let () = exit 3",
    "nothing": "",
    "a missing module": "open Absent",
    "an extension": "let x = [%absent 1]",
    "nested deeply": "let x = " + "(" * 100_000 + "1" + ")" * 100_000,
    "a long list": "let x = [" + "1; " * 20_000 + "]",
}
_CPP = {
    "prints": 'int main() { std::cout << "é\\n"; }',
    "syntax": "int main() { int x = ; }",
    "type": 'int main() { long x = std::string("s"); }',
    "several": "int main() { x; y; z; std::vector<int>().foo(); w; return }",
    "in a header": "struct X {};\nint main() { std::map<X, int> q; q[X()] = 1; std::sort(1, 2); }",
    "again": "#include <bits/stdc++.h>\n#include <vector>\nint main() { std::vector<int> v{1}; }",
    "a warning": "int main() { int x; if (x = 1 << 33) return 1 > 2 > x; }",
    "no main": "int f() { return 1; }",
    "undefined": "int f(); int main() { return f(); }",
    "a macro": "#define vector list\nint main() { std::vector<int> v; v.push_front(1); }",
    "a pragma": "#pragma GCC poison printf\nint main() { printf(1); }",
    "asserts": "int main() { assert(1 == 2); }",
    "throws": 'int main() { throw std::runtime_error("own"); }',
    "exits": "int main() { std::exit(3); }",
    "what it sees": "int main() { std::cout << __FILE__ << __LINE__ << __INCLUDE_LEVEL__; }",
    "#error": "#error no more",
    "another include": "#include <no_such_header>\nint main() { }",
}
PROGRAMS = {
    ".java": _JAVA,
    ".scala": _SCALA,
    ".ml": _OCAML,
    ".cpp": {name: f"#include <bits/stdc++.h>\n{text}" for name, text in _CPP.items()}
    | {
        "other headers first": "#include <cassert>\n#include <bits/stdc++.h>\nint main() { x; }",
        "a macro first": "#define NDEBUG\n#include <bits/stdc++.h>\nint main() { assert(false); }",
        "no header": "int main() { return 4; }",
        "nothing": "",
    },
}
DEFERRED = {".java": {"nested too deeply", "eats memory"}, ".scala": {"nested too deeply"}}
"""Programs that only the ordinary build may decide."""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One worker for all, so that each program comes after the others."""
    with opened(TIERS[0]) as pool:
        yield pool


def both(
    name: str, program: judge.Program, pool: Pool
) -> list[tuple[judge.Judged, tuple[object, ...], Execution]]:
    """What a program comes to with help and without."""
    language = languages.get(name)
    found = toolchains.find(language)
    job = judge.job(program, found)
    assert job.prepared, job.cold
    assert job.build
    alone, _ = toolchains.commands(language, found)
    assert alone
    run = replace(job.run, limits=replace(job.run.limits, cpu=2 * language.time_factor))
    bare = replace(job, build=replace(job.build, argv=alone), resident=(), prepared=None)
    results = []
    for each in (job, bare):
        execution = pool.execute(replace(each, run=run))
        verdict = judge.verdict(program, execution)
        e = execution
        # who ends it at a limit, the kernel or its init, is a matter of who comes first
        by = None if e.limit else e.signal
        seen = (e.stage, e.exit_code, by, e.limit, e.violation, e.infrastructure, e.stdout)
        results.append((judge.Judged(verdict), (*seen, shown(e.stderr)), execution))
    return results


def shown(text: str) -> str:
    """A compiler's words, but for those that say through which files a header came in, and the
    random names of the files that it hands on.
    """
    text = re.sub(r"^(?:In file included|  +) from .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"/tmp/cc\w+", "/tmp/cc", text)


def here(name: str) -> None:
    look = toolchains.look(languages.get(name))
    need(f"the {name} toolchain", isinstance(look, toolchains.Found), "make toolchains")


def test_which_are_helped() -> None:
    assert {languages.get(name).extension for name in HELPED} == set(PROGRAMS)


@pytest.mark.parametrize("name", HELPED)
def test_probes(name: str, pool: Pool) -> None:
    here(name)
    language = languages.get(name)
    for probe, wanted in judge.EXPECTED.items():
        path = languages.probes(name) / f"{probe}{language.extension}"
        text = cut(path.read_text(encoding="utf-8"), language.stops)
        program = judge.of_problem(PROBE, language, text)
        (one, helped, execution), (other, alone, _) = both(name, program, pool)
        assert (one, helped) == (other, alone), probe
        assert execution.cold is None
        assert one.verdict.outcome in wanted


@pytest.mark.parametrize(
    ("name", "which"),
    [(name, which) for name in HELPED for which in PROGRAMS[languages.get(name).extension]],
)
def test_programs(name: str, which: str, pool: Pool) -> None:
    here(name)
    extension = languages.get(name).extension
    program = judge.Program(name, PROGRAMS[extension][which] + "\n", 0)
    (one, helped, execution), (other, alone, _) = both(name, program, pool)
    deferred = which in DEFERRED.get(extension, set())
    assert bool(execution.cold) == deferred, execution.cold
    assert one == other
    # where a stack ended is another place each time
    assert helped[:-1] == alone[:-1]
    assert deferred or helped == alone


_LEAVES = {
    ".java": (
        _java("System.out.println(Left.value);", "class Left { static int value = 1; }"),
        _java("System.out.println(Left.value);"),
        "package left; public class Problem { public static int value; }",
        _java("System.out.println(left.Problem.value);"),
    ),
    ".ml": (
        'module Left = struct let value = 1 end\nlet () = Printf.printf "%d\\n" Left.value',
        "let () = print_int Left.value",
        "let value = 1",
        "let () = print_int Left.value",
    ),
    ".scala": (
        _scala("println(Left.value)", "object Left { val value = 1 }"),
        _scala("println(Left.value)"),
        "package left\nobject Problem { val value = 1 }",
        _scala("println(left.Problem.value)"),
    ),
}
"""A program that brings a class, one that wants it, and the same again: only the first runs."""


@pytest.mark.parametrize("name", [n for n in HELPED if languages.get(n).resident])
def test_nothing_stays_between_programs(name: str, pool: Pool) -> None:
    """A program can't see a class of an earlier one, nor can its text change how others fare."""
    here(name)
    found = toolchains.find(languages.get(name))
    builds, *others = _LEAVES[languages.get(name).extension]
    for text in (builds, *others, builds, *others):
        execution = pool.execute(judge.job(judge.Program(name, text, 0), found))
        assert execution.cold is None
        if text == builds:
            assert execution.stdout == "1\n"
        elif text == others[1]:
            assert execution.stage == "run"
        else:
            assert (execution.stage, execution.exit_code == 0) == ("build", False)


@pytest.mark.parametrize("name", HELPED)
def test_the_prepared_files_are_used(name: str, pool: Pool) -> None:
    """Without them these tests would compare a thing with itself."""
    here(name)
    language = languages.get(name)
    made = prepare.prepared(language, toolchains.find(language))
    assert made.folder, made.lacking
    text = PROGRAMS[language.extension]["syntax"]
    job = judge.job(judge.Program(name, text, 0), toolchains.find(language))
    assert job.build
    if not job.resident:
        build = replace(job.build, argv=(*job.build.argv, "-H"))
        assert pool.execute(replace(job, build=build)).stderr.startswith(f"! {made.folder}/")
    else:
        build = replace(job.build, argv=("/bin/false",))
        assert re.search("[Ee]rror: ", pool.execute(replace(job, build=build)).stderr)
