"""A scratch folder of ours: nothing in it can lead us astray, and nothing of it stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newtongue.sandbox import folder
from newtongue.sandbox.folder import overfull, remove, scratch, sweep, unlinked

MIB = 1 << 20


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr(folder, "_PLACES", (str(place),))
    return place


def test_it_is_fresh_and_goes(places: Path) -> None:
    with scratch(MIB) as path:
        assert os.listdir(path) == [".tmp"]  # noqa: PTH208
        assert Path(path).stat().st_mode & 0o777 == 0o700
        assert not overfull(path, MIB)
    assert list(places.iterdir()) == []


def test_it_goes_when_the_job_fails(places: Path) -> None:
    with pytest.raises(ZeroDivisionError), scratch(MIB):
        raise ZeroDivisionError
    assert list(places.iterdir()) == []


def test_no_room(places: Path) -> None:
    with pytest.raises(OSError, match="no room"), scratch(1 << 60):
        pass
    assert list(places.iterdir()) == []


def test_what_it_holds(places: Path) -> None:
    with scratch(MIB) as path:
        inner = Path(path) / ".tmp/a/b"
        inner.mkdir(parents=True)
        (inner / "x").write_bytes(b"x" * 2 * MIB)
        for number in range(5):
            os.link(inner / "x", inner / f"y{number}")
            (inner / f"z{number}").symlink_to("/usr")
        assert overfull(path, MIB)
        assert not overfull(path, 3 * MIB)
        with (inner / "gone").open("wb") as file:
            file.write(b"x" * MIB)
            file.flush()
            (inner / "gone").unlink()
            assert not overfull(path, 3 * MIB)
            assert unlinked([str(os.getpid())], path) >= MIB
        assert unlinked([str(os.getpid())], path) == 0


def test_too_many_and_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    with scratch(MIB) as path:
        monkeypatch.setattr(folder, "INODES", 10)
        for number in range(9):
            (Path(path) / str(number)).touch()
        assert not overfull(path, MIB)
        (Path(path) / "9").touch()
        assert overfull(path, MIB)
    monkeypatch.setattr(folder, "INODES", 10**6)
    monkeypatch.setattr(folder, "_DEPTH", 10)
    with scratch(MIB) as path:
        deep = Path(path, *"x" * 9)
        deep.mkdir(parents=True)
        assert not overfull(path, MIB)
        (deep / "x").mkdir()
        assert overfull(path, MIB)


def test_deep_closed_and_linked_things_are_removed(places: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    outside.chmod(0o555)
    with scratch(MIB) as path:
        here = os.getcwd()  # noqa: PTH109
        try:
            os.chdir(path)
            for _ in range(2000):
                os.mkdir("x")  # noqa: PTH102
                os.symlink(outside, "y")  # noqa: PTH211
                os.chdir("x")
        finally:
            os.chdir(here)
        os.mkfifo(f"{path}/pipe")
        os.mkdir(f"{path}/0")  # noqa: PTH102
        os.mkdir(f"{path}/1", 0)  # noqa: PTH102
        os.symlink(outside, f"{path}/z")  # noqa: PTH211
        os.chmod(f"{path}/.tmp", 0)  # noqa: PTH101
        os.chmod(path, 0)  # noqa: PTH101
    assert list(places.iterdir()) == []
    assert (outside / "kept").read_text() == "kept"
    assert outside.stat().st_mode & 0o777 == 0o555


def test_what_a_killed_worker_left_is_swept(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave() -> None:
        pid = os.fork()
        if pid == 0:
            with scratch(MIB):
                os._exit(0)
        os.waitpid(pid, 0)

    leave()
    (left,) = places.iterdir()
    sweep()
    assert left.exists(), "it may be another worker's that is about to lock it"
    monkeypatch.setattr(folder, "_YOUNG", 0.0)
    (places / (folder.PREFIX + "link")).symlink_to("/usr")
    with scratch(MIB) as path:
        sweep()
        assert not left.exists()
        assert Path(path).exists()
        assert (places / (folder.PREFIX + "link")).is_symlink()


def test_a_folder_that_is_a_link_is_not_followed(places: Path, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    link = places / "link"
    link.symlink_to(tmp_path / "x")
    with pytest.raises(OSError, match="symbolic|directory"):  # noqa: RUF043
        remove(str(link))
    assert (tmp_path / "x").is_dir()
