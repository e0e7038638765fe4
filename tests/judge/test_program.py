"""From a completion to its program."""

from __future__ import annotations

import pytest

from newtongue import judge
from newtongue.core.completion import Completion
from newtongue.core.errors import UsageError


def test_a_completion_without_a_problem_is_named() -> None:
    completion = Completion("absent", "lua", 0, "return 1 end", benchmark="starter")
    with pytest.raises(UsageError, match="absent"):
        judge.assemble(completion, {})
