"""Who may reach the service, and the bounds that could never work."""

from __future__ import annotations

from pathlib import Path

import pytest

from newtongue.core.errors import UsageError
from newtongue.serve.judge.settings import Settings, read_tokens, require_safe

TOKEN = b"0123456789abcdef"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "localhost", "10.0.0.1", ""])
def test_another_address_needs_a_token(host: str) -> None:
    with pytest.raises(UsageError, match=r"only 127\.0\.0\.1") as refused:
        require_safe(Settings(host=host))
    assert refused.value.field == "--host"
    require_safe(Settings(host=host, tokens=(TOKEN,)))


def test_this_machine_needs_none() -> None:
    require_safe(Settings())


def test_a_queue_that_no_full_batch_fits_is_refused() -> None:
    with pytest.raises(UsageError, match="max-items") as refused:
        require_safe(Settings(max_items=10, max_queued=9))
    assert refused.value.field == "--max-queued"


def test_a_folder_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    require_safe(Settings(data=(tmp_path,)))
    with pytest.raises(UsageError, match="no such folder") as refused:
        require_safe(Settings(data=(tmp_path / "absent",)))
    assert refused.value.field == "--data"


def test_tokens_come_from_the_file_else_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_bytes(b"\n" + TOKEN + b"\n  another-token-0123 \n")
    variable = {"NEWTONGUE_JUDGE_TOKEN": "from-the-environment"}
    assert read_tokens(file, variable) == (TOKEN, b"another-token-0123")
    assert read_tokens(None, variable) == (b"from-the-environment",)
    assert read_tokens(None, {}) == ()


@pytest.mark.parametrize(("text", "why"), [("", "no token"), ("short\n", "16 characters")])
def test_a_file_without_a_real_token_is_refused(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(text)
    with pytest.raises(UsageError, match=why) as refused:
        read_tokens(file, {})
    assert refused.value.file == str(file)


def test_a_short_token_of_the_environment_is_refused() -> None:
    with pytest.raises(UsageError, match="16 characters"):
        read_tokens(None, {"NEWTONGUE_JUDGE_TOKEN": "short"})


def test_usual_limits_are_the_judges_within_the_maxima() -> None:
    assert Settings().limits.cpu == 15
    small = Settings(max_cpu_seconds=2, max_memory_mb=64, max_output_kb=8).limits
    assert (small.cpu, small.wall, small.memory, small.output) == (2, 8, 64 << 20, 8 << 10)
