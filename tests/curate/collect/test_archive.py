"""Archives: every format, what packages say of themselves, and archives made to hurt."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.core.errors import UsageError
from newtongue.curate import collect
from newtongue.curate.collect import bounded, tars
from tests.curate.collect.reading import CODE, Taken, take

METADATA = """Metadata-Version: 2.4
Name: Sample.Thing
Version: 1.2
License-Expression: mit or apache-2.0
Project-URL: Documentation, https://docs.example.org
Project-URL: Source, https://example.org/sample

Prose with a line that says
Version: 9
"""


def tar(members: dict[str, bytes], **other: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
        for info in other.values():
            file.addfile(info)
    return out.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def link(name: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


def read(path: Path, data: bytes, **limits: int) -> Taken:
    path.write_bytes(data)
    return take(collect.Archive(path=str(path), **limits))


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
    "tar.zst": lambda data: bytes(pa.compress(data, codec="zstd", asbytes=True)),
}


@pytest.mark.parametrize("end", PACKERS)
def test_every_packing_of_tar(tmp_path: Path, end: str) -> None:
    data = PACKERS[end](tar({"x-1.0/a.py": CODE.encode(), "x-1.0/LICENSE": b"free"}))
    taken = read(tmp_path / f"x-1.0.{end}", data)
    assert [(f.path, f.text, f.repository, f.revision) for f in taken.files] == [
        ("x-1.0/a.py", CODE, "x", "1.0")
    ]
    assert [(f.path, f.text) for f in taken.licences] == [("x-1.0/LICENSE", "free")]
    assert taken.drops == []


def test_a_wheel_says_what_it_is(tmp_path: Path) -> None:
    members = {
        "thing/__init__.py": CODE.encode(),
        "thing-1.2.dist-info/METADATA": METADATA.encode(),
        "thing-1.2.dist-info/licenses/LICENSE": b"words",
    }
    taken = read(tmp_path / "thing-1.2-py3-none-any.whl", zipped(members))
    (file,) = taken.files
    assert (file.repository, file.revision) == ("Sample.Thing", "1.2")
    assert (file.licence, file.url) == ("MIT OR Apache-2.0", "https://example.org/sample")
    assert [f.licence for f in taken.licences] == ["MIT OR Apache-2.0"]


def test_an_sdist_says_what_it_is_wherever_it_says_it(tmp_path: Path) -> None:
    members = {"thing-1.2/a.py": CODE.encode(), "thing-1.2/PKG-INFO": METADATA.encode()}
    for name, data in (
        ("thing-1.2.tar.gz", gzip.compress(tar(members))),
        ("t.zip", zipped(members)),
    ):
        taken = read(tmp_path / name, data)
        assert [(f.repository, f.licence) for f in taken.files] == [
            ("Sample.Thing", "MIT OR Apache-2.0")
        ]


def test_nothing_of_an_sdist_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    setup = f"open({str(mark)!r}, 'w').close()\n".encode()
    members = {"x-1/setup.py": setup, "x-1/conftest.py": setup, "x-1/x.pth": b"import x"}
    taken = read(tmp_path / "x-1.tar", tar(members))
    assert taken.paths == ["x-1/setup.py", "x-1/conftest.py"]
    assert not mark.exists()


def test_a_debian_package(tmp_path: Path) -> None:
    def member(name: bytes, data: bytes) -> bytes:
        head = b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name, 0, 0, 0, b"100644", len(data))
        return head + data + b"\n" * (len(data) % 2)

    inner = lzma.compress(tar({"./usr/share/x/a.py": CODE.encode()}))
    whole = b"!<arch>\n" + member(b"debian-binary", b"2.0\n") + member(b"control.tar.xz", b"odd")
    taken = read(tmp_path / "python3-x_1.0-2_all.deb", whole + member(b"data.tar.xz", inner))
    assert [(f.path, f.repository) for f in taken.files] == [("usr/share/x/a.py", "python3-x")]
    assert read(tmp_path / "y_1.deb", whole).reasons == {"y_1.deb": "damaged archive"}


def test_a_folder_of_archives_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b-1.tar", "a-1.tar"):
        (tmp_path / name).write_bytes(tar({"x.py": f"# {name}\n".encode()}))
    (tmp_path / "notes.txt").write_text("no archive")
    (tmp_path / "link.tar").symlink_to("a-1.tar")
    source = collect.Archive(path=str(tmp_path))
    assert [unit.name for unit in collect.units(source)] == ["a-1.tar", "b-1.tar"]
    assert [f.repository for f in take(source).files] == ["a", "b"]
    first = collect.fingerprint(source)
    (tmp_path / "b-1.tar").write_bytes(tar({"x.py": b"other\n"}))
    assert collect.fingerprint(source) != first


def test_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no archive in"):
        collect.units(collect.Archive(path=str(tmp_path)))
    with pytest.raises(UsageError, match="no such file"):
        collect.units(collect.Archive(path=str(tmp_path / "x.tar")))


HOSTILE = {
    "/etc/cron.py": "absolute path",
    "../../up.py": "path leaves its folder",
    "a/../../up.py": "path leaves its folder",
    "..\\windows.py": "path leaves its folder",
    "C:/windows.py": "absolute path",
    "new\nline.py": "control characters in its name",
}


def test_names_that_lead_out_of_a_tar_are_refused(tmp_path: Path) -> None:
    members = {name: CODE.encode() for name in [*HOSTILE, "./good.py"]}
    taken = read(tmp_path / "x.tar", tar(members))
    assert taken.paths == ["good.py"]
    assert [drop.reason for drop in taken.drops] == list(HOSTILE.values())
    assert not (tmp_path.parent / "up.py").exists()


def test_names_that_lead_out_of_a_zip_are_refused(tmp_path: Path) -> None:
    names = [name for name in HOSTILE if "\n" not in name]
    taken = read(tmp_path / "x.zip", zipped({name: CODE.encode() for name in [*names, "good.py"]}))
    assert taken.paths == ["good.py"]
    assert [drop.reason for drop in taken.drops] == [HOSTILE[name] for name in names]


def test_links_devices_and_pipes_in_a_tar_are_refused(tmp_path: Path) -> None:
    data = tar(
        {"good.py": CODE.encode()},
        a=link("soft.py"),
        b=link("hard.py", tarfile.LNKTYPE),
        c=link("device.py", tarfile.CHRTYPE),
        d=link("pipe.py", tarfile.FIFOTYPE),
        e=link("folder", tarfile.DIRTYPE),
    )
    taken = read(tmp_path / "x.tar", data)
    assert taken.paths == ["good.py"]
    assert taken.reasons == {
        "soft.py": "symbolic link",
        "hard.py": "not a plain file",
        "device.py": "not a plain file",
        "pipe.py": "not a plain file",
    }


def test_links_and_locked_members_in_a_zip_are_refused(tmp_path: Path) -> None:
    soft = zipfile.ZipInfo("soft.py")
    soft.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(soft, "/etc/passwd")
        file.writestr("good.py", CODE)
        file.writestr("locked.py", CODE)
        file.writestr(zipfile.ZipInfo("lzma.py"), CODE, zipfile.ZIP_LZMA)
    data = bytearray(out.getvalue())
    at = data.rindex(b"locked.py") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 8] |= 1  # the flag that says encrypted
    taken = read(tmp_path / "x.zip", bytes(data))
    assert taken.paths == ["good.py"]
    assert taken.reasons == {
        "soft.py": "symbolic link",
        "locked.py": "encrypted",
        "lzma.py": "unknown compression",
    }


@pytest.mark.parametrize("end", PACKERS)
def test_what_came_before_a_break_stands(tmp_path: Path, end: str) -> None:
    import random

    filler = random.Random(1).randbytes(200_000)
    whole = PACKERS[end](tar({"a.py": CODE.encode(), "noise.bin": filler, "z.py": CODE.encode()}))
    if end == "tar.bz2":  # its blocks are larger than that: nothing comes out of half of one
        whole = bz2.compress(tar({"a.py": CODE.encode()})[:1024]) + whole[:500]
    taken = read(tmp_path / f"x.{end}", whole[: len(whole) // 2 if end != "tar.bz2" else None])
    assert taken.paths in (["a.py"], [])
    assert taken.drops[-1].reason == "damaged archive"
    assert "z.py" not in taken.paths


def test_a_truncated_or_foreign_zip_is_a_reason(tmp_path: Path) -> None:
    whole = zipped({"a.py": CODE.encode()})
    assert read(tmp_path / "x.zip", whole[:-30]).reasons == {"x.zip": "damaged archive"}
    assert read(tmp_path / "y.zip", b"PK\x03\x04").reasons == {"y.zip": "damaged archive"}
    assert read(tmp_path / "z.tar", b"no tar at all" * 100).reasons == {"z.tar": "damaged archive"}
    assert read(tmp_path / "e.tar", b"").reasons == {"e.tar": "damaged archive"}


def test_a_damaged_member_of_a_zip_leaves_the_others(tmp_path: Path) -> None:
    whole = bytearray(zipped({"a.py": b"aaaa\n", "b.py": b"bbbb\n"}, zipfile.ZIP_STORED))
    whole[whole.index(b"aaaa")] ^= 1
    taken = read(tmp_path / "x.zip", bytes(whole))
    assert taken.paths == ["b.py"]
    assert taken.reasons == {"a.py": "damaged file"}


def test_a_large_member_is_not_unpacked(tmp_path: Path) -> None:
    members = {"bomb.py": bytes(50_000_000), "good.py": CODE.encode()}
    taken = read(tmp_path / "x.zip", zipped(members))
    assert (taken.paths, taken.reasons) == (["good.py"], {"bomb.py": "too large"})


def test_a_member_that_lies_about_its_size_is_cut(tmp_path: Path) -> None:
    whole = bytearray(zipped({"a.py": b"# " + b"x" * 3_000_000}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = whole.index(mark) + offset
        whole[at : at + 4] = struct.pack("<I", 100)
    assert read(tmp_path / "x.zip", bytes(whole)).reasons == {"a.py": "damaged file"}


def test_bombs_end_early(tmp_path: Path) -> None:
    zeros = tar({f"{n}.txt": bytes(3_000_000) for n in range(12)} | {"z.py": CODE.encode()})
    for end in ("tar.gz", "tar.bz2", "tar.xz", "tar.zst"):
        taken = read(tmp_path / f"x.{end}", PACKERS[end](zeros))
        assert taken.paths == [], end
        assert taken.drops[-1].reason == "archive bomb", end
    assert read(tmp_path / "x.tar", zeros).paths == ["z.py"]
    assert read(tmp_path / "y.tar", zeros, max_total=1_000_000).drops[-1].reason == "archive bomb"


def test_a_zip_of_many_names_for_one_member_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "FREE", 1_000_000)
    members = {f"{n}.py": b"#" + b"x" * 900_000 for n in range(20)}
    taken = read(tmp_path / "x.zip", zipped(members), max_ratio=50)
    assert 0 < len(taken.paths) < 20
    assert {drop.reason for drop in taken.drops} == {"archive bomb"}


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
@pytest.mark.parametrize("size", [512_000, 3_072_000])
def test_a_header_without_end_is_refused(tmp_path: Path, kind: bytes, size: int) -> None:
    info = tarfile.TarInfo("name")
    info.type, info.size = kind, size
    data = info.tobuf() + b"0" * size + tar({"a.py": CODE.encode()})
    (drop,) = read(tmp_path / "x.tar", data).drops
    long = kind == tarfile.GNUTYPE_LONGNAME and size < tars.HEADERS
    assert drop.reason == ("name is too long" if long else "archive bomb")


def test_long_names_are_read(tmp_path: Path) -> None:
    name = "/".join(["é" * 60] * 30) + ".py"
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        info = tarfile.TarInfo(name)
        info.size = len(CODE)
        data = info.tobuf(form) + CODE.encode().ljust(512, b"\0") + bytes(1024)
        assert read(tmp_path / "x.tar", data).paths == [name]


@pytest.mark.parametrize("size", [1 << 60, -512, -1])
def test_a_size_that_can_not_be_is_no_endless_loop(tmp_path: Path, size: int) -> None:
    head = bytearray(tarfile.TarInfo("a.py").tobuf(tarfile.GNU_FORMAT))
    head[124:136] = (b"\x80" if size > 0 else b"\xff") + (size % (1 << 88)).to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    data = tar({"b.py": CODE.encode()})[:1024] + bytes(head) + tar({"c.py": CODE.encode()})
    taken = read(tmp_path / "x.tar", data)
    assert taken.paths[0] == "b.py"
    assert taken.drops[-1].reason in ("damaged archive", "damaged file", "empty")


def test_xz_may_not_ask_for_all_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MEMORY", 1_000_000)
    taken = read(tmp_path / "x.tar.xz", lzma.compress(tar({"a.py": CODE.encode()})))
    assert taken.reasons == {"x.tar.xz": "archive bomb"}


def test_archives_inside_stay_shut(tmp_path: Path) -> None:
    inner = tar({"a.py": CODE.encode()})
    taken = read(tmp_path / "x.zip", zipped({"inner.tar": inner, "b.py.gz": gzip.compress(b"x")}))
    assert taken.paths == []
    assert set(taken.reasons.values()) == {"other language"}


@settings(max_examples=60)
@given(st.data())
def test_no_damage_is_a_crash(data: st.DataObject) -> None:
    import tempfile

    kind = data.draw(st.sampled_from(["zip", "tar", "tar.gz"]))
    members = {"p-1.dist-info/METADATA": METADATA.encode(), "p-1/PKG-INFO": METADATA.encode()}
    members |= {"a.py": CODE.encode(), "LICENSE": b"words", "b.py": b"x = 1\n" * 100}
    whole = bytearray(zipped(members) if kind == "zip" else PACKERS[kind](tar(members)))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        taken = read(Path(folder) / f"p-1.{kind}", bytes(whole))
    for file in [*taken.files, *taken.licences]:
        assert not file.path.startswith("/")
