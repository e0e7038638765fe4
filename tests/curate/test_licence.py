"""Licences: headers, licence files and metadata, and what a policy makes of an expression."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import newtongue
from newtongue.core.dataset import File
from newtongue.core.errors import UsageError
from newtongue.curate import licence
from newtongue.curate.licence import UNIDENTIFIED, Policy, header, identify, licences_of, step
from newtongue.curate.notices import NOTICE, notice
from newtongue.curate.spdx import canonical, permissive, permits
from newtongue.curate.step import Drop

APACHE = (Path(newtongue.__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")


def tagged(said: str) -> str:
    """A licence file that is told by its header, which costs nothing."""
    return f"SPDX-License-Identifier: {said}\nSome words.\n"


def judged(file: File, files: tuple[tuple[str, str], ...] = (), **policy: Any) -> tuple[str, ...]:
    """What the step says of a file: its licence, or reason and detail."""
    (one,) = step(Policy(**policy), licences_of(files))([file])
    if isinstance(one, Drop):
        assert one.step == "licence"
        return one.reason, one.detail
    assert one.id == file.id
    return (one.licence,)


@pytest.mark.parametrize(
    ("said", "fine"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (GPL-3.0-only OR Apache-2.0)", True),
        ("MIT AND Apache-2.0 OR GPL-2.0-only", True),
        ("GPL-2.0-only OR MIT AND LGPL-2.1-only", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", False),
        ("MIT OR LicenseRef-House", True),
        ("LicenseRef-House", False),
        ("CC0-1.0", True),
        ("PDDL-1.0", True),
        ("Python-2.0.1", True),
        ("CC-BY-NC-4.0", False),
        ("WTFPL", False),
    ],
)
def test_expressions_under_the_permissive_policy(said: str, fine: bool) -> None:
    file = File("x = 1\n", "a.py", licence=said)
    assert judged(file) == ((canonical(said),) if fine else ("not permissive", canonical(said)))


NAMES = ("MIT", "Apache-2.0", "GPL-3.0-only", "MPL-2.0")


@given(
    st.recursive(
        st.sampled_from(NAMES),
        lambda part: st.tuples(part, st.sampled_from(("and", "or")), part),
        max_leaves=6,
    ),
    st.sets(st.sampled_from(NAMES)),
)
def test_or_needs_one_and_needs_all(tree: Any, allowed: set[str]) -> None:
    def said(node: Any) -> str:
        if isinstance(node, str):
            return node
        return f"({said(node[0])} {node[1].upper()} {said(node[2])})"

    def fine(node: Any) -> bool:
        if isinstance(node, str):
            return node in allowed
        return {"and": all, "or": any}[node[1]](map(fine, (node[0], node[2])))

    assert permits(said(tree), frozenset(allowed)) == fine(tree)


def test_a_list_of_licences_in_place_of_the_permissive_ones() -> None:
    file = File("x", "a.py", licence="GPL-2.0-or-later WITH Classpath-exception-2.0")
    exception = "GPL-2.0-or-later WITH Classpath-exception-2.0"
    assert judged(file, allow=["MIT"])[0] == "not permissive"
    assert judged(file, allow=[exception]) == (exception,)
    assert judged(file, allow=["gpl-2.0-only"]) == (exception,)
    assert judged(File("x", "a.py", licence="GPL-2.0-only"), allow=[exception])[0] != "GPL-2.0-only"
    assert judged(File("x", "a.py", licence="MIT"), allow="mit") == ("MIT",)
    assert judged(File("x", "a.py", licence="ISC"), allow="MIT")[0] == "not permissive"
    with pytest.raises(UsageError, match="no SPDX identifier"):
        step(Policy.model_construct(allow=["MTI"]), {})


@pytest.mark.parametrize(
    "wrong", ["permisive", "MIT OR Apache-2.0", "", ["MTI"], ["permissive"], ["any"], [None], 3]
)
def test_a_slip_in_the_policy_is_told_once_with_both_forms(wrong: Any) -> None:
    with pytest.raises(ValidationError) as told:
        Policy(allow=wrong)
    (only,) = told.value.errors()
    assert only["loc"] == ("allow",)
    assert "no SPDX identifier" in only["msg"]
    assert "permissive, MIT, [MIT, Apache-2.0]" in only["msg"]


def test_an_empty_list_is_told() -> None:
    with pytest.raises(ValidationError, match="an empty list would drop every file"):
        Policy(allow=[])


@pytest.mark.parametrize("word", [None, "any"])
def test_every_licence_may_be_allowed_and_is_recorded(word: Any) -> None:
    own = "You may look at this, but you may not use it for anything, and we may change our minds."
    files = (("LICENSE", tagged("GPL-3.0-only")), ("shut/LICENSE", own))
    assert judged(File("x", "a.py"), files, allow=word) == ("GPL-3.0-only",)
    assert judged(File("x", "a.py", licence="mit"), allow=word) == ("MIT",)
    assert judged(File("x", "shut/a.py"), files, allow=word) == (UNIDENTIFIED,)
    assert judged(File("x", "a.py", licence="see  COPYING"), allow=word) == ("see COPYING",)
    assert judged(File("x", "a.py"), allow=word) == ("",)
    assert judged(File("x", "a.py"), allow=word, unlicensed="drop") == ("no licence", "")


@pytest.mark.parametrize("said", [{"allow": None}, {"allow": "any", "unlicensed": "drop"}])
def test_every_licence_is_the_same_once_written_and_read(said: dict[str, Any]) -> None:
    policy = Policy.model_validate(said)
    assert policy.allow is None
    assert policy.unlicensed == said.get("unlicensed", "keep")
    assert Policy.model_validate(policy.model_dump(mode="json")) == policy


def test_what_has_no_licence_is_dropped_or_kept() -> None:
    for said in ("", "NONE", "NOASSERTION", "unknown"):
        file = File("x", "a.py", licence=said)
        assert judged(file) == ("no licence", "")
        assert judged(file, unlicensed="keep") == ("",)


@pytest.mark.parametrize("said", ["MIT License", "see COPYING", "(MIT", "MIT AND", "MIT " * 400])
def test_what_is_no_expression_is_told_apart(said: str) -> None:
    file = File("x", "a.py", licence=said)
    assert judged(file) == ("licence not understood", " ".join(said.split())[:200])
    assert judged(file, unlicensed="keep")[0] == "licence not understood"


@given(st.text(alphabet="()MITADNOR WH+-.0/,", max_size=30))
def test_no_expression_is_too_odd_to_be_read(said: str) -> None:
    found = canonical(said)
    assert found is None or canonical(found) == found


def test_deep_expressions_are_refused() -> None:
    assert canonical("(" * 400 + "MIT" + ")" * 400) in (None, "MIT")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# SPDX-License-Identifier: MIT\nx = 1\n", "MIT"),
        ("#!/bin/sh\n#\n# spdx-license-identifier: MIT OR Apache-2.0  \n", "MIT OR Apache-2.0"),
        ("/* SPDX-License-Identifier: (MIT) */\n", "(MIT)"),
        ("(* SPDX-License-Identifier: MIT *)", "MIT"),
        ("<!-- SPDX-License-Identifier: CC0-1.0 -->", "CC0-1.0"),
        ("{# SPDX-License-Identifier: MIT #}", "MIT"),
        (";;; SPDX-License-Identifier: MIT ;;;", "MIT"),
        ("--[[ SPDX-License-Identifier: MIT ]]", "MIT"),
        ("// SPDX-License-Identifier: MIT\r\n", "MIT"),
        ("# SPDX-License-Identifier: MIT\n# SPDX-License-Identifier: ISC\n", "(MIT) AND (ISC)"),
        ("# SPDX-License-Identifier: NONE\n", ""),
        ("print('SPDX-License-Identifier: MIT')\n", ""),
        ("x = 1\n" * 2000 + "# SPDX-License-Identifier: MIT\n", ""),
    ],
)
def test_headers(text: str, said: str) -> None:
    assert header(text) == said


def test_the_nearest_says_it() -> None:
    files = (
        ("LICENSE", tagged("MIT")),
        ("lib/COPYING", tagged("GPL-3.0-only")),
        ("lib/free/LICENCE.md", tagged("ISC")),
    )
    assert judged(File("x", "a.py"), files) == ("MIT",)
    assert judged(File("x", "lib/a.py"), files) == ("not permissive", "GPL-3.0-only")
    assert judged(File("x", "lib/deep/er/a.py"), files) == ("not permissive", "GPL-3.0-only")
    assert judged(File("x", "lib/free/a.py"), files) == ("ISC",)
    assert judged(File("x", "library/a.py"), files) == ("MIT",)
    header = "# SPDX-License-Identifier: BSD-3-Clause\n"
    assert judged(File(header, "lib/a.py"), files) == ("BSD-3-Clause",)
    shut = "# SPDX-License-Identifier: AGPL-3.0-only\n"
    assert judged(File(shut, "a.py"), files) == ("not permissive", "AGPL-3.0-only")


def test_metadata_speaks_for_the_root_and_folders_for_themselves() -> None:
    files = (("LICENSE", tagged("GPL-3.0-only")), ("extern/LICENSE", tagged("GPL-2.0-only")))
    assert judged(File("x", "a.py", licence="MIT"), files) == ("MIT",)
    assert judged(File("x", "b/a.py", licence="MIT"), files) == ("MIT",)
    inside = File("x", "extern/a.py", licence="MIT")
    assert judged(inside, files) == ("not permissive", "GPL-2.0-only")


def test_the_licence_files_of_an_installed_package() -> None:
    files = (
        ("pack-1.0.dist-info/licenses/LICENSE", tagged("MIT")),
        ("pack-1.0.dist-info/licenses/src/pack/_vendor/gone/LICENSE", tagged("MPL-2.0")),
        ("pack-1.0.dist-info/licenses/NOTICE", "Made by us."),
    )
    found = licences_of(files)
    assert dict(found) == {"": "MIT", "pack/_vendor/gone": "MPL-2.0"}
    assert len(found) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("package.json", '\ufeff{"license": "mit"}', "MIT"),
        ("package.json", '{"license": {"type": "ISC", "url": "x"}}', "ISC"),
        ("package.json", '{"licenses": [{"type": "MIT"}, {"type": "ISC"}]}', "ISC AND MIT"),
        ("package.json", '{"license": "(MIT OR GPL-3.0-only)"}', "MIT OR GPL-3.0-only"),
        ("package.json", '{"license": "UNLICENSED"}', UNIDENTIFIED),
        ("package.json", '{"license": "SEE LICENSE IN x"}', UNIDENTIFIED),
        ("package.json", '{"license": 3}', ""),
        ("package.json", '["MIT"]', ""),
        ("package.json", "{" * 50_000, ""),
        ("package.json", "[" * 50_000, ""),
        ("Cargo.toml", '[package]\nlicense = "MIT/Apache-2.0"\n', "MIT OR Apache-2.0"),
        ("Cargo.toml", "[package]\nlicense.workspace = true\n", ""),
        ("Cargo.toml", '[workspace.package]\nlicense = "MPL-2.0"\n', "MPL-2.0"),
        ("Cargo.toml", 'package = "MIT"\n', ""),
        ("pyproject.toml", '[project]\nlicense = "BSD-3-Clause"\n', "BSD-3-Clause"),
        ("pyproject.toml", '[project]\nlicense = {text = "MIT License"}\n', "MIT"),
        ("pyproject.toml", f'[project]\nlicense.text = """{APACHE}"""\n', "Apache-2.0"),
        ("pyproject.toml", '[project]\nlicense = {file = "TERMS"}\n', ""),
        ("pyproject.toml", "[project\n", ""),
        ("pyproject.toml", "x = " + "[" * 50_000, ""),
        ("setup.cfg", "[metadata]\nlicense = GPL-3.0-or-later\n", "GPL-3.0-or-later"),
        ("setup.cfg", "[metadata]\nlicense = BSD\n", UNIDENTIFIED),
        ("setup.cfg", "[metadata]\nlicense = file: TERMS\n", ""),
        ("setup.cfg", "[metadata]\nname = %(x\nlicense = MIT\nlicense = ISC\n", "ISC"),
        ("setup.cfg", "license = MIT\n", ""),
    ],
)
def test_what_a_manifest_says_of_the_root(name: str, text: str, said: str) -> None:
    for place in (name, f"pack-1.0/{name}"):
        found = licences_of([(place, text)])
        assert found.get("", "") == said
        assert len(found) == bool(said)
        file = File("x", "pack-1.0/a/b.py")
        assert judged(file, ((place, text),), allow="any") == (said,)


def test_a_manifest_says_nothing_of_what_lies_beside_its_folder() -> None:
    manifest = ("frontend/package.json", '{"license": "ISC"}')
    inside, beside = File("x", "frontend/a.py"), File("x", "backend/a.py")
    assert judged(inside, (manifest,)) == ("ISC",)
    assert judged(beside, (manifest,)) != ("ISC",)
    assert judged(beside, (manifest,), allow="any") == ("",)


def test_manifests_are_below_licence_files_and_the_sources_own_words() -> None:
    manifest = ("package.json", '{"license": "ISC"}')
    assert dict(licences_of([manifest, ("LICENSE", tagged("MIT"))])) == {"": "MIT"}
    assert dict(licences_of([manifest, ("x/LICENSE", tagged("MIT"))])) == {"": "ISC", "x": "MIT"}
    inside = (f"pack/{manifest[0]}", manifest[1])
    assert dict(licences_of([inside, ("pack/LICENSE", tagged("MIT"))])) == {"pack": "MIT"}
    assert not dict(licences_of([inside, (f"other/{manifest[0]}", manifest[1])]))
    assert judged(File("x", "pack/a.py", licence="MIT"), (inside,)) == ("MIT",)
    both = [manifest, ("setup.cfg", "[metadata]\nlicense = MIT\n")]
    assert dict(licences_of(both)) == dict(licences_of(reversed(both))) == {"": "(ISC) AND (MIT)"}


def test_a_manifest_that_would_take_minutes_is_passed_over() -> None:
    manifest = '[package]\nlicense = "MIT"\n'
    for odd in ("#" * 100_000, "x" + ".a" * 40_000 + " = 1"):
        assert not dict(licences_of([("Cargo.toml", f"{odd}\n{manifest}")]))
    blanks = f"[metadata]\nlicense{' ' * 90_000}x\n"
    assert not dict(licences_of([("setup.cfg", blanks)]))


def test_several_licence_files_of_a_folder_hold_together() -> None:
    files = [("a/LICENSE-MIT", tagged("MIT")), ("a/LICENSE-APACHE", tagged("Apache-2.0"))]
    assert dict(licences_of(files)) == {"a": "(Apache-2.0) AND (MIT)"}
    assert dict(licences_of(reversed(files))) == dict(licences_of(files))


def test_a_shelf_of_licences_counts_where_there_is_no_other() -> None:
    shelf = [("LICENSES/MIT.txt", tagged("MIT")), ("LICENSES/GPL.txt", tagged("GPL-2.0-only"))]
    assert dict(licences_of(shelf)) == {"": "(GPL-2.0-only) AND (MIT)"}
    own = [*shelf, ("LICENSE", tagged("ISC"))]
    assert dict(licences_of(own)) == {"": "ISC"}


def test_notices_and_licences_of_others_say_nothing() -> None:
    names = (
        "NOTICE",
        "THIRD-PARTY-LICENSES",
        "LICENSE-3RD-PARTY.txt",
        "licenser.txt",
        "LICENSE.vendored",
    )
    assert not dict(licences_of((name, tagged("MIT")) for name in names))


def test_a_licence_file_is_known_by_its_words_whoever_holds_the_copyright() -> None:
    assert identify(APACHE) == "Apache-2.0"
    before = licence._identified.cache_info().misses
    assert (
        identify("Copyright (c) 2020 Somebody\n\n" + APACHE.replace("\n", "  \n")) == "Apache-2.0"
    )
    assert licence._identified.cache_info().misses == before


def test_another_text_is_none_and_not_the_licence_of_the_folder_above() -> None:
    own = "You may look at this, but you may not use it for anything, and we may change our minds."
    files = (("LICENSE", tagged("MIT")), ("shut/LICENSE", own))
    assert judged(File("x", "shut/a.py"), files) == ("licence not identified", UNIDENTIFIED)
    assert judged(File("x", "a.py"), (("LICENSE", own),))[0] == "licence not identified"
    assert judged(File("x", "a.py", licence="MIT"), (("LICENSE", own),)) == ("MIT",)
    assert identify(APACHE + "\nThis is subject to the Commons Clause.\n") == ""
    assert identify("word " * 30_000) == identify("") == ""


def test_texts_are_identified_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licence, "identify", lambda text: pytest.fail(f"asked for {text[:9]}"))
    files = (("LICENSE", APACHE),)
    assert judged(File("x", "a/b.py", licence="MIT"), files) == ("MIT",)


def test_the_list_is_read_and_every_identifier_in_it_is_known() -> None:
    assert len(permissive()) > 150
    assert {"MIT", "Apache-2.0", "0BSD", "BlueOak-1.0.0", "CC0-1.0"} <= permissive()
    assert all(canonical(name) == name for name in permissive())
    assert not {"GPL-3.0-only", "LGPL-2.1-only", "MPL-2.0", "EPL-2.0"} & permissive()


def gnu(kind: str, version: str, later: bool = True) -> str:
    """The notice that the FSF proposes, as a file has it in its comments."""
    either = f"either version {version} of the License, or\n * (at your option) any later version."
    which = either if later else f"version {version} of the License."
    return (
        "/* Copyright (C) 2011 Somebody\n *\n"
        " * This program is free software: you can redistribute it and/or modify\n"
        f" * it under the terms of the GNU {kind}General\n * Public License as published by the\n"
        f" * Free Software Foundation; {which}\n *\n"
        " * It is distributed in the hope that it will be useful, without any warranty. See the\n"
        f" * GNU {kind}General Public License for more details. You should have a copy of\n"
        f" * the GNU {kind}General Public License along with it; if not, ask for one. */\nint x;\n"
    )


BSD = (
    "Redistribution and use in source and binary forms, with or without\n"
    "# modification, are permitted provided that the following conditions are met:\n"
)
FREE = "# Permission is hereby granted, free of charge, to any person obtaining a copy\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (gnu("", "3"), "GPL-3.0-or-later"),
        (gnu("", "2", later=False), "GPL-2.0-only"),
        (gnu("Lesser ", "2.1"), "LGPL-2.1-or-later"),
        (gnu("Library ", "2"), "LGPL-2.0-or-later"),
        (gnu("Affero ", "3"), "AGPL-3.0-or-later"),
        ("# Licensed under the GNU General Public License v3.0\n", "GPL-3.0-only"),
        ("# Released under version 2 of the GNU General Public License.\n", "GPL-2.0-only"),
        ("// This file is distributed under the GPLv2+.\n", "GPL-2.0-or-later"),
        ('"""Tools.\n\nLicense: GPLv2\n"""\n', "GPL-2.0-only"),
        ("# License: GPL-3.0\n", "GPL-3.0-only"),
        ("# Copyright A\n# GPLv2\n", "GPL-2.0-only"),
        ("# GNU General Public License v3.0+ (see COPYING)\n", "GPL-3.0-or-later"),
        ("# MIT License\n#\n# Copyright (c) 2019 A\n", "MIT"),
        ("# Licence: GPL-3.0-or-later\n", "GPL-3.0-or-later"),
        ("/**\n * @license LGPL-2.1-only\n */\n", "LGPL-2.1-only"),
        ("/** @license MIT */\n", "MIT"),
        ('__license__ = "GPL"\n', "GPL-1.0-or-later"),
        ("__license__ = 'BSD-3-Clause'\n", "BSD-3-Clause"),
        ("#: License: MIT OR Apache-2.0\n", "MIT OR Apache-2.0"),
        (
            "-- This Source is subject to the terms of the Mozilla Public\n-- License, v. 2.0.\n",
            "MPL-2.0",
        ),
        (
            "// Made available under the terms of the\n// Eclipse Public License v1.0, as here\n",
            "EPL-1.0",
        ),
        ("# Licensed under CC BY-NC-SA 4.0\n", "CC-BY-NC-SA-4.0"),
        (
            "# Licensed under a Creative Commons Attribution-ShareAlike 3.0 Unported License\n",
            "CC-BY-SA-3.0",
        ),
        ("# Licensed under the Apache License, Version 2.0 (the 'License');\n", "Apache-2.0"),
        ("# License: BSD 3 clause\n", "BSD-3-Clause"),
        ("# Copyright (c) A. All rights reserved.\n# " + BSD, "BSD-3-Clause"),
        ("# Copyright A\n# " + BSD + "# THIS SOFTWARE IS PROVIDED AS IS\n", "BSD-2-Clause"),
        ("# Copyright (c) 2011 A\n" + FREE, "MIT"),
        ("# Copyright (c) 2011 A\n" + FREE + "# License: GPLv3\n", "(GPL-3.0-only) AND (MIT)"),
        ("# Licensed to PSF under a Contributor Agreement.\n", "PSF-2.0"),
        ("# Proprietary and confidential\n", NOTICE),
        ("# Copyright 2020 A, Inc.\n# All rights reserved.\n", NOTICE),
        ("// License: Commercial\n", NOTICE),
        ("x = 1\n" * 50 + "# License: GPLv2\n", "GPL-2.0-only"),
    ],
)
def test_the_notice_in_a_head(text: str, said: str) -> None:
    assert notice(text) == said
    assert notice(text.replace("\n", "\r\n")) == said
    assert canonical(said) is not None


@pytest.mark.parametrize(
    "text",
    [
        'LICENSES = ["GPL-3.0"]\n',
        'LICENSES = {\n    "GPL-3.0": "GNU General Public License v3.0",\n}\n',
        'HEADER = """Licensed under the GNU General Public License v3.0"""\n',
        'if said == "License: GPLv2":\n    license = parse(said)\n',
        "# This is not licensed under the GPL v2.\n",
        "# Finds GPL-compatible licences, and works with the GNU General Public License v3.\n",
        "# BSD-style licence, see LICENSE.\n",
        "# Copyright 2020 A. All rights reserved. Use is governed by the LICENSE file.\n",
        "# Copyright 2020 A.\n",
        'print("All rights reserved")\n',
        "license: str = 'no matter'\n",
        "x = 1\n" * 81 + "# License: GPLv2\n",
        "x = 1" * 1300 + "\n# License: GPLv2\n",
    ],
)
def test_a_mention_is_no_notice(text: str) -> None:
    assert notice(text) == ""


def test_a_notice_stands_above_the_folder_and_below_a_tag() -> None:
    files = (("LICENSE", tagged("MIT")), ("lib/LICENSE", tagged("MIT")))
    text = gnu("", "3")
    for path in ("a.c", "lib/a.c"):
        file = File(text, path, licence="MIT")
        assert judged(file, files) == ("not permissive", "GPL-3.0-or-later")
        shut = File("# Proprietary and confidential\n", path, licence="MIT")
        assert judged(shut, files) == ("not permissive", NOTICE)
    both = File("// SPDX-License-Identifier: MIT\n" + text, "a.c")
    assert judged(both, files) == ("MIT",)


@given(
    st.lists(st.sampled_from(["license", ": ", "gpl", "under the ", '"""', "= ", "(", "\n", "'"]))
)
def test_no_head_is_too_odd_to_be_read(parts: list[str]) -> None:
    found = notice("".join(parts))
    assert not found or canonical(found) is not None


def test_a_collection_is_what_it_opens_with_where_the_rest_is_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(licence, "_identified", lambda text: "ISC" if len(text) < 60 else "")
    opening = "Do what you like.\n\n" + "-" * 40 + "\n\n"
    rest = "words of it, and then many more of them.\n" * 9
    assert identify(opening + "Patches were taken from another project:\n" + rest) == "ISC"
    assert identify(opening + "You must also keep to this:\n" + rest) == ""
