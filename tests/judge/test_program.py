"""From a completion to its program."""

from __future__ import annotations

import pytest

from newtongue import judge
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Completion
from newtongue.core.errors import UsageError
from newtongue.translate import render


def test_a_completion_without_a_problem_is_named() -> None:
    completion = Completion("absent", "lua", 0, "return 1 end", benchmark="starter")
    with pytest.raises(UsageError, match="absent"):
        judge.assemble(completion, {})


@pytest.mark.parametrize("settings", [{}, {"partial": True}, {"strict": True}])
def test_what_was_rendered_for_one_completion_serves_the_others(
    settings: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = {(p.benchmark, p.name): p for p in benchmarks.load("starter").problems[:3]}
    completions = [
        Completion(name, language, number, f"  return {number}", benchmark, prompt=prompt)
        for language in ("python", "lua")
        for benchmark, name in problems
        for number, prompt in enumerate([None, None, "-- another prompt\n"])
    ]
    renderings: judge.Renderings = {}
    alone = [judge.assemble(one, problems, **settings) for one in completions]
    assert [
        judge.assemble(c, problems, renderings=renderings, **settings) for c in completions
    ] == alone
    assert len(renderings) == 6
    monkeypatch.delattr(render, "cases")
    assert [
        judge.assemble(c, problems, renderings=renderings, **settings) for c in completions
    ] == alone
