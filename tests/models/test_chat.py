"""The completion inside what a chat model says."""

from __future__ import annotations

import pytest

from newtongue.core.problem import Prompt
from newtongue.models.chat import extract, messages

PYTHON = Prompt("p", "python", 'def f(x):\n    """Twice x.\n    >>> f(1)\n    2\n    """\n', ())
LUA = Prompt("p", "lua", "-- Twice x.\nlocal function f(x)\n", ())
JAVA = Prompt(
    "p", "java", "class Problem {\n    // Twice x.\n    public static long f(long x) {\n", ()
)


def test_a_block_that_repeats_the_prompt() -> None:
    answer = f"Here:\n```python\n{PYTHON.text}    return 2 * x\n```\nIt doubles."
    assert extract(answer, PYTHON) == "    return 2 * x"


def test_reworded_comments_count_from_the_signature() -> None:
    answer = "```lua\n-- Doubles.\nlocal function f(x)\n  return 2 * x\nend\n```"
    assert extract(answer, LUA) == "  return 2 * x\nend"
    answer = "```python\ndef f(x):\n    return 2 * x\n```"
    assert extract(answer, PYTHON) == "    return 2 * x"
    answer = (
        "```java\npublic class Problem {\n  public static long f(long x) {\n    return 2;\n  }\n"
    )
    assert extract(answer, JAVA) == "    return 2;\n  }"


def test_a_body_alone_is_the_completion() -> None:
    assert extract("```\n    return 2 * x\n```", PYTHON) == "    return 2 * x"


def test_no_block_at_all() -> None:
    assert extract("    return 2 * x\n", PYTHON) == "    return 2 * x"


def test_an_answer_that_was_cut_in_its_block() -> None:
    assert extract("```lua\nlocal function f(x)\n  retu", LUA) == "  retu"


def test_the_longest_block_is_the_code() -> None:
    answer = f"```\nf(1)\n```\n```lua\n{LUA.text}  return 2\nend\n```\n```\n2\n```"
    assert extract(answer, LUA) == "  return 2\nend"


@pytest.mark.parametrize("prompt", [PYTHON, LUA, JAVA])
def test_the_program_is_what_the_model_meant(prompt: Prompt) -> None:
    whole = prompt.text + "    body\n"
    (message,) = messages(prompt)
    assert prompt.text.rstrip() in message["content"]
    assert prompt.text + extract(f"```\n{whole}```", prompt) == whole.rstrip("\n")
