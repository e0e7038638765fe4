"""Git repositories: any revision without a checkout, damaged ones, and ones made to hurt."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest
from dulwich.object_format import DEFAULT_OBJECT_FORMAT
from dulwich.objects import Blob, Commit, Tag, Tree
from dulwich.pack import Pack, write_pack
from dulwich.repo import Repo
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.core.errors import UsageError
from newtongue.curate import collect
from newtongue.curate.collect import objects
from tests.curate.collect.reading import CODE, take

WHEN = 1_600_000_000
Content = dict[str, bytes | tuple[int, bytes]]


def commit(repo: Repo, files: Content, parent: bytes | None = None, when: int = WHEN) -> bytes:
    """Write a commit of files; a tuple gives the mode and the object itself."""
    tree = _tree(repo, {tuple(name.split("/")): data for name, data in files.items()})
    one = Commit()
    one.tree, one.parents = tree, [parent] if parent else []
    one.author = one.committer = b"A <a@example.org>"
    one.author_time = one.commit_time = when
    one.author_timezone = one.commit_timezone = 0
    one.message = b"m"
    repo.object_store.add_object(one)
    return bytes(one.id)


def _tree(repo: Repo, files: dict[tuple[str, ...], bytes | tuple[int, bytes]]) -> bytes:
    tree = Tree()
    for first in sorted({path[0] for path in files}):
        below = {path[1:]: data for path, data in files.items() if path[0] == first}
        name = first.encode("utf-8", "surrogateescape")
        if () not in below:
            tree.add(name, 0o40000, _tree(repo, below))
            continue
        data = below[()]
        if isinstance(data, bytes):
            blob = Blob.from_string(data)
            repo.object_store.add_object(blob)
            tree.add(name, 0o100644, blob.id)
        else:
            tree.add(name, *data)
    repo.object_store.add_object(tree)
    return bytes(tree.id)


def make(path: Path, files: Content, bare: bool = False) -> Repo:
    path.mkdir(parents=True)
    repo = Repo.init_bare(str(path)) if bare else Repo.init(str(path))
    repo.refs[b"refs/heads/main"] = commit(repo, files)
    repo.refs.set_symbolic_ref(b"HEAD", b"refs/heads/main")
    return repo


def source(path: Path, **more: str) -> collect.Git:
    return collect.Git(path=str(path), **more)


FILES: Content = {"a.py": CODE.encode(), "sub/b.py": b"b = 2\n", "LICENSE": b"free", "x.txt": b"x"}


@pytest.mark.parametrize("bare", [False, True])
def test_a_repository_is_read_from_its_objects(tmp_path: Path, bare: bool) -> None:
    repo = make(tmp_path / "project", FILES, bare)
    taken = take(source(tmp_path / "project"))
    head = repo.head().decode()
    assert [(f.path, f.text) for f in taken.files] == [("a.py", CODE), ("sub/b.py", "b = 2\n")]
    assert {(f.repository, f.revision, f.date) for f in taken.files} == {
        ("project", head, "2020-09-13T12:26:40Z")
    }
    assert [f.text for f in taken.licences] == ["free"]
    assert taken.reasons == {"x.txt": "other language"}
    if not bare:
        assert not (tmp_path / "project" / "a.py").exists()


def test_packed_objects_and_refs(tmp_path: Path) -> None:
    repo = make(tmp_path / "p", FILES)
    changed = {**FILES, "a.py": (CODE * 50).encode(), "c.py": (CODE * 50 + "# end\n").encode()}
    head = commit(repo, changed, repo.head())
    every = [(repo.object_store[sha], None) for sha in sorted(repo.object_store)]
    folder = tmp_path / "p" / ".git" / "objects" / "pack"
    folder.mkdir(exist_ok=True)
    write_pack(str(folder / "pack-x"), every, object_format=repo.object_format, deltify=True)
    git = tmp_path / "p" / ".git"
    for loose in git.glob("objects/??/*"):
        loose.unlink()
    (git / "refs/heads/main").unlink()
    (git / "packed-refs").write_bytes(b"# pack-refs\n" + head + b" refs/heads/main\n")
    taken = take(source(tmp_path / "p"))
    assert {f.path: f.text for f in taken.files} == {
        "a.py": CODE * 50,
        "c.py": CODE * 50 + "# end\n",
        "sub/b.py": "b = 2\n",
    }
    kinds = {item.pack_type_num for item in _pack(folder).data.iter_unpacked()}
    assert kinds & {6, 7}, "the test needs deltas"
    assert take(source(tmp_path / "p"), max_bytes=60).reasons["a.py"] == "too large"


def _pack(folder: Path) -> Pack:
    return Pack(str(folder / "pack-x"), object_format=DEFAULT_OBJECT_FORMAT)


def test_large_files_loose_and_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    drawn = random.Random(1)
    lines = [f"name_{drawn.randrange(10**9)} = {drawn.random()!r}\n" for _ in range(2000)]
    other = [*lines[:900], "changed = 1\n", *lines[900:]]
    files: Content = {"a.py": "".join(lines).encode(), "b.py": "".join(other).encode()}
    repo = make(tmp_path / "p", files)
    assert [f.text.encode() for f in take(source(tmp_path / "p")).files] == list(files.values())
    every = [(repo.object_store[sha], None) for sha in sorted(repo.object_store)]
    folder = tmp_path / "p" / ".git" / "objects" / "pack"
    write_pack(str(folder / "pack-x"), every, object_format=repo.object_format, deltify=True)
    for loose in folder.parent.glob("??/*"):
        loose.unlink()
    assert {6, 7} & {item.pack_type_num for item in _pack(folder).data.iter_unpacked()}
    assert [f.text.encode() for f in take(source(tmp_path / "p")).files] == list(files.values())
    unpacked: list[bytes] = []
    whole = Pack.get_raw
    monkeypatch.setattr(
        Pack, "get_raw", lambda pack, name: unpacked.append(name) or whole(pack, name)
    )
    small = take(source(tmp_path / "p"), max_bytes=1000)
    assert set(small.reasons.values()) == {"too large"}
    assert len(unpacked) == 5, "three times the commit, twice the folder, and no file"
    monkeypatch.setattr(objects, "LARGEST", 50_000)
    (drop,) = take(source(tmp_path / "p")).drops
    assert (drop.reason, drop.detail) == ("too large", "what it is a delta of")


def test_any_revision(tmp_path: Path) -> None:
    repo = make(tmp_path / "p", {"a.py": b"old = 1\n"})
    old = repo.head()
    new = commit(repo, {"a.py": b"new = 1\n"}, old)
    repo.refs[b"refs/heads/next"] = new
    tag = Tag()
    tag.object, tag.name, tag.tagger = (Commit, old), b"v1", b"A <a@example.org>"
    tag.tag_time, tag.tag_timezone, tag.message = WHEN, 0, b"m"
    repo.object_store.add_object(tag)
    repo.refs[b"refs/tags/v1"] = tag.id
    texts = {
        name: take(source(tmp_path / "p", revision=name)).files[0].text
        for name in ("HEAD", "main", "next", "v1", old.decode(), new.decode())
    }
    assert [text[:3] for text in texts.values()] == ["old", "old", "new", "old", "old", "new"]
    assert take(source(tmp_path / "p", revision="v1")).files[0].revision == old.decode()


@pytest.mark.parametrize("name", ["v9", "../../../etc/passwd", "0" * 40, "refs/heads", "blob"])
def test_a_revision_that_is_not_there_is_an_error_before_any_work(
    tmp_path: Path, name: str
) -> None:
    repo = make(tmp_path / "p", FILES)
    blob = Blob.from_string(CODE.encode())
    repo.refs[b"refs/tags/blob"] = blob.id
    wrong = source(tmp_path / "p", revision=name)
    for ask in (collect.units, collect.fingerprint):
        with pytest.raises(UsageError, match="no such revision") as caught:
            ask(wrong)
        assert str(caught.value.field) == f"source git {tmp_path / 'p'}: revision"
        assert repr(name) in str(caught.value)


def test_one_repository_of_many_may_lack_a_revision(tmp_path: Path) -> None:
    make(tmp_path / "one", FILES)
    repo = make(tmp_path / "two", FILES)
    repo.refs[b"refs/tags/v1"] = repo.head()
    for revision in ("v1", commit(repo, FILES, repo.head()).decode()):
        some = source(tmp_path, revision=revision)
        assert len(collect.fingerprint(some)) == 64
        taken = take(some)
        assert {file.repository for file in taken.files} == {"two"}
        assert taken.reasons["one"] == "no such revision"
    with pytest.raises(UsageError, match="no such revision: 'v2'"):
        collect.units(source(tmp_path, revision="v2"))


@pytest.mark.parametrize(
    ("remote", "repository", "url"),
    [
        ("https://github.com/o/n.git", "o/n", "https://github.com/o/n/blob/{c}/sub/b.py"),
        ("git@github.com:o/n.git", "o/n", "https://github.com/o/n/blob/{c}/sub/b.py"),
        ("https://me:secret@example.org/o/n", "o/n", "https://example.org/o/n"),
        ("/home/me/private", "p", ""),
        ("ext::sh -c touch% /tmp/ran", "p", ""),
        ("https://exa mple/<script>", "p", ""),
    ],
)
def test_the_remote_where_it_is_safe(
    tmp_path: Path, remote: str, repository: str, url: str
) -> None:
    repo = make(tmp_path / "p", FILES)
    config = f'[core]\n\tbare = false\n[remote "origin"]\n\turl = {remote}\n'
    (tmp_path / "p" / ".git" / "config").write_text(config)
    file = take(source(tmp_path / "p")).files[1]
    assert (file.repository, file.url) == (repository, url.format(c=repo.head().decode()))


def test_clones_in_a_folder_are_named_by_their_remotes(tmp_path: Path) -> None:
    heads = {}
    for name in ("clone", "local", "plain", "unborn"):
        if name == "plain":
            (tmp_path / name).mkdir()
        elif name == "unborn":
            Repo.init(str(tmp_path / name), mkdir=True)
        else:
            heads[name] = make(tmp_path / name, FILES).head().decode()
        (tmp_path / name / "a.py").write_text(f"# changed in {name}\n")
    config = '[remote "origin"]\n\turl = git@github.com:bob/utils.git\n'
    (tmp_path / "clone" / ".git" / "config").write_text(config)
    link = f"https://github.com/bob/utils/blob/{heads['clone']}/a.py"
    folders = collect.Folder(path=str(tmp_path), repositories=True, licence="MIT")
    taken = take(folders)
    assert [(f.text, f.repository, f.revision, f.url, f.licence) for f in taken.files] == [
        ("# changed in clone\n", "bob/utils", heads["clone"], link, "MIT"),
        ("# changed in local\n", "local", heads["local"], "", "MIT"),
        ("# changed in plain\n", "plain", "", "", "MIT"),
        ("# changed in unborn\n", "unborn", "", "", "MIT"),
    ]
    (one,) = take(collect.Folder(path=str(tmp_path / "clone"))).files
    assert (one.repository, one.revision) == ("bob/utils", heads["clone"])
    first = collect.fingerprint(folders)
    (tmp_path / "clone" / ".git" / "config").write_text(config.replace("bob", "eve"))
    assert collect.fingerprint(folders) != first


def test_hooks_filters_and_includes_do_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    make(tmp_path / "p", {**FILES, ".gitattributes": b"*.py filter=evil\n"})
    git = tmp_path / "p" / ".git"
    (git / "hooks").mkdir(exist_ok=True)
    (git / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {mark}\n")
    (git / "hooks" / "post-checkout").chmod(0o755)
    (git / "config").write_text(
        f'[core]\n\tfsmonitor = touch {mark}\n[filter "evil"]\n\tsmudge = touch {mark}\n'
        "[include]\n\tpath = /dev/zero\n"
    )
    assert len(take(source(tmp_path / "p")).files) == 2
    assert not mark.exists()


def test_links_submodules_and_odd_names_are_refused(tmp_path: Path) -> None:
    repo = make(tmp_path / "p", FILES)
    blob = Blob.from_string(b"/etc/passwd")
    repo.object_store.add_object(blob)
    odd: Content = {
        "link.py": (0o120000, blob.id),
        "module": (0o160000, b"1" * 40),
        "..": (0o100644, blob.id),
        "na\udcefve.py": b"x = 1\n",
        "good.py": CODE.encode(),
    }
    repo.refs[b"refs/heads/main"] = commit(repo, odd)
    taken = take(source(tmp_path / "p"))
    assert taken.paths == ["good.py"]
    assert taken.reasons == {
        "link.py": "symbolic link",
        "module": "submodule",
        "..": "path leaves its folder",
        "na\\udcefve.py": "name is not UTF-8",
    }


def test_a_folder_of_repositories_with_a_damaged_one(tmp_path: Path) -> None:
    make(tmp_path / "o" / "one", FILES)
    make(tmp_path / "o" / "two.git", FILES, bare=True)
    make(tmp_path / "bad", FILES)
    (tmp_path / "bad" / ".git" / "HEAD").write_text("nonsense\n")
    make(tmp_path / "hollow", FILES)
    for loose in (tmp_path / "hollow" / ".git" / "objects").glob("??/*"):
        loose.unlink()
    taken = take(source(tmp_path))
    assert {f.repository for f in taken.files} == {"o/one", "o/two"}
    assert {k: v for k, v in taken.reasons.items() if k != "x.txt"} == {
        "bad": "no such revision",
        "hollow": "damaged git",
    }
    assert [unit.name for unit in collect.units(source(tmp_path))] == sorted(
        ["bad", "hollow", "o/one", "o/two"]
    )
    assert len(collect.fingerprint(source(tmp_path))) == 64
    (tmp_path / "none").mkdir()
    with pytest.raises(UsageError, match="no git repository"):
        collect.units(source(tmp_path / "none"))


def _loose(repo: Repo, name: bytes) -> Path:
    return Path(repo.path) / ".git" / "objects" / name[:2].decode() / name[2:].decode()


def replace(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def test_objects_that_are_not_what_they_are_called(tmp_path: Path) -> None:
    repo = make(tmp_path / "p", FILES)
    name = bytes(Blob.from_string(CODE.encode()).id)
    replace(_loose(repo, name), zlib.compress(b"blob 5\0evil\n"))
    taken = take(source(tmp_path / "p"))
    assert taken.paths == ["sub/b.py"]
    assert taken.reasons["a.py"] == "damaged file"
    replace(_loose(repo, name), b"rubbish")
    assert take(source(tmp_path / "p")).reasons["a.py"] == "damaged file"


def test_a_bomb_of_an_object_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = b"#" * 30_000_000
    repo = make(tmp_path / "p", {"bomb.py": bomb, "good.py": CODE.encode()})
    taken = take(source(tmp_path / "p"))
    assert (taken.paths, taken.reasons) == (["good.py"], {"bomb.py": "too large"})
    lie = zlib.compress(b"blob 9\0" + bomb)  # it says that it is small
    replace(_loose(repo, hashlib.sha1(b"blob %d\0" % len(bomb) + bomb).hexdigest().encode()), lie)
    assert take(source(tmp_path / "p")).reasons == {"bomb.py": "damaged file"}
    monkeypatch.setattr(objects, "LARGEST", 20)
    assert [drop.reason for drop in take(source(tmp_path / "p")).drops] == ["too large"]


def test_folders_without_end_are_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("newtongue.curate.collect.recognise.MOST", 500)
    repo = make(tmp_path / "p", FILES)
    tree = _tree(repo, {("a.py",): b"x = 1\n"})
    for _layer in range(30):  # ten times ten times ten ...
        bomb = Tree()
        for part in range(10):
            bomb.add(b"d%d" % part, 0o40000, tree)
        repo.object_store.add_object(bomb)
        tree = bytes(bomb.id)
    repo.refs[b"refs/heads/main"] = commit(repo, {"deep": (0o40000, tree)})
    taken = take(source(tmp_path / "p"), licences=False)
    assert len(taken.files) == 500
    assert taken.drops[-1].reason == "too many files"


def test_other_folders_are_not_borrowed_from(tmp_path: Path) -> None:
    private = make(tmp_path / "private", FILES)
    thief = make(tmp_path / "thief", {"a.py": b"mine = 1\n"})
    info = tmp_path / "thief" / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(str(tmp_path / "private" / ".git" / "objects") + "\n")
    thief.refs[b"refs/heads/main"] = private.head()
    assert take(source(tmp_path / "thief")).paths == []


def test_links_and_pipes_among_the_objects_are_refused(tmp_path: Path) -> None:
    import os

    repo = make(tmp_path / "p", FILES)
    path = _loose(repo, bytes(Blob.from_string(CODE.encode()).id))
    path.unlink()
    os.mkfifo(path)
    (drop,) = take(source(tmp_path / "p")).drops
    assert (drop.reason, drop.detail) == ("damaged git", "not a plain file among its objects")
    os.mkfifo(tmp_path / "p" / ".git" / "refs" / "heads" / "pipe")
    with pytest.raises(UsageError, match="no such revision"):
        take(source(tmp_path / "p", revision="pipe"))


@settings(max_examples=40)
@given(st.data())
def test_no_damage_to_a_pack_is_a_crash(data: st.DataObject) -> None:
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        repo = make(Path(name) / "p", {**FILES, "c.py": (CODE * 9).encode()})
        every = [(repo.object_store[sha], None) for sha in sorted(repo.object_store)]
        git = Path(name) / "p" / ".git"
        base = git / "objects" / "pack" / "pack-x"
        write_pack(str(base), every, object_format=repo.object_format)
        for loose in git.glob("objects/??"):
            shutil.rmtree(loose)
        end = data.draw(st.sampled_from([".pack", ".idx"]))
        path = base.with_name(f"pack-x{end}")
        whole = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(0, len(whole)) | st.none())
        replace(path, bytes(whole[:cut]))
        texts = {f.text for f in take(source(Path(name) / "p")).files}
        assert texts <= {CODE, "b = 2\n", CODE * 9}, "what is read is what was committed"


def test_the_fingerprint_is_the_commit(tmp_path: Path) -> None:
    repo = make(tmp_path / "p", FILES)
    first = collect.fingerprint(source(tmp_path / "p"))
    (tmp_path / "p" / "untracked.py").write_text("x")
    assert collect.fingerprint(source(tmp_path / "p")) == first
    repo.refs[b"refs/heads/main"] = commit(repo, {"a.py": b"1\n"}, repo.head())
    assert collect.fingerprint(source(tmp_path / "p")) != first
