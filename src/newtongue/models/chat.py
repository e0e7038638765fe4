"""A prompt put to a chat model, and the completion read out of what it says."""

from __future__ import annotations

import re

from newtongue import languages
from newtongue.core.problem import Prompt

BLOCK = re.compile(r"^[ ]{0,3}```[^\n`]*\n(.*?)(?:^[ ]{0,3}```|\Z)", re.DOTALL | re.MULTILINE)

SHORT = 6
"""Characters below which a line (a closing quote, say) marks no place."""


def messages(prompt: Prompt) -> list[dict[str, str]]:
    """The messages that ask for the prompt followed by what completes it."""
    language = languages.get(prompt.language)
    text = (
        f"Complete this {language.title} code. Answer with one code block that repeats the code "
        f"as it is and goes on with the rest of the function. No explanation, no tests.\n\n"
        f"```{language.fence}\n{prompt.text.rstrip()}\n```"
    )
    return [{"role": "user", "content": text}]


def extract(answer: str, prompt: Prompt) -> str:
    """What follows the prompt in an answer: its last code block, without the repeated prompt.

    A block that repeats only the prompt's last line, or its last line at the margin (models reword
    the comments above a signature), counts from behind that line; one that repeats none of them is
    taken as the completion itself.
    """
    blocks = BLOCK.findall(answer)
    code = max(blocks, key=len).rstrip("\n") if blocks else answer.strip("\n")
    wanted = prompt.text.rstrip()
    tail = prompt.text[len(wanted) :]
    at = code.find(wanted)
    if wanted and at >= 0:
        return _without(code[at + len(wanted) :], tail)
    for line in _signatures(wanted):
        if found := re.search(rf"^[ \t]*{re.escape(line)}[ \t]*$", code, re.MULTILINE):
            return _without(code[found.end() :], tail)
    return code


def _without(text: str, tail: str) -> str:
    """The text behind the whitespace that the prompt ends in."""
    return text[len(tail) :] if text.startswith(tail) else text.removeprefix("\n")


def _signatures(prompt: str) -> list[str]:
    """The prompt's last line and its last line at the margin, unless too short to be told apart."""
    lines = [line for line in prompt.splitlines() if line.strip()]
    margin = [line for line in lines if not line[0].isspace()]
    return [line.strip() for line in lines[-1:] + margin[-1:] if len(line.strip()) >= SHORT]
