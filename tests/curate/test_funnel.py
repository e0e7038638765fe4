"""What enters a step is what it drops and what it keeps, in one shard and over many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.dataset import File
from newtongue.curate.funnel import EXAMPLES, Funnel, added, with_heads
from newtongue.curate.step import Drop, run_steps

STEPS = ("one", "two", "three")
fates = st.lists(
    st.tuples(st.sampled_from((*STEPS, "kept")), st.sampled_from(("a", "b")), st.text(max_size=5)),
    max_size=40,
)


def counted(of: list[tuple[str, str, str]]) -> Funnel:
    funnel = Funnel(STEPS)
    for number, (step, reason, text) in enumerate(of):
        if step == "kept":
            funnel.keep(text)
        else:
            funnel.drop(Drop(File(text, f"{number}.py"), step, reason))
    return funnel


@given(fates, fates)
def test_the_lines_add_up(
    first: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    lines = added([counted(first).lines(), counted(more).lines()])
    assert lines == added([counted(first + more).lines()])
    seen = len(first) + len(more)
    for line, step in zip(lines, STEPS, strict=True):
        assert (line["step"], line["seen"]) == (step, seen)
        assert line["seen"] - sum(line["dropped"].values()) == line["kept"]
        seen = line["kept"]
    assert seen == sum(fate[0] == "kept" for fate in first + more)


def test_a_few_heads_stay_whatever_the_order() -> None:
    funnel = counted([("one", "a", f"text {n}") for n in range(10)])
    rows = with_heads([dict(row) for row in funnel.rows])
    shown = {row["id"] for row in rows if row["head"] is not None}
    assert shown == set(sorted(row["id"] for row in rows)[:EXAMPLES])
    assert with_heads([dict(row) for row in funnel.rows[::-1]]) == rows


def test_steps_see_what_the_ones_before_kept() -> None:
    def even(files):  # type: ignore[no-untyped-def]
        for file in files:
            yield file if int(file.text) % 2 == 0 else Drop(file, "even", "odd")

    def small(files):  # type: ignore[no-untyped-def]
        for file in files:
            yield file if int(file.text) < 6 else Drop(file, "small", "large")

    passed = list(run_steps([even, small], (File(str(n), "x") for n in range(9))))
    kept = [one.text for one in passed if isinstance(one, File)]
    dropped = [(one.file.text, one.step) for one in passed if isinstance(one, Drop)]
    assert kept == ["0", "2", "4"]
    assert dropped == [
        ("1", "even"),
        ("3", "even"),
        ("5", "even"),
        ("6", "small"),
        ("7", "even"),
        ("8", "small"),
    ]
