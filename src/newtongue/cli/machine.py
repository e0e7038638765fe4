"""doctor, languages, cache: what this machine has."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from newtongue.cli import call
from newtongue.cli.options import Json
from newtongue.core.errors import UsageError

languages_app = typer.Typer(
    help="List, install and check the toolchains of the languages.", invoke_without_command=True
)
cache_app = typer.Typer(help="Show or clear what newtongue keeps.", invoke_without_command=True)


def doctor(as_json: Json = False) -> None:
    """What this machine can do: sandbox, toolchains, GPU, disk, and which models fit."""
    from newtongue import doctor as room

    findings = room.examine()
    call.answer("doctor", None, room.as_json(findings), as_json, room.lines(findings))


@languages_app.callback()
def languages_list(context: typer.Context, as_json: Json = False) -> None:
    """Every language with its level: prints, runs or warm."""
    if context.invoked_subcommand is not None:
        return
    from newtongue import doctor as room

    rows = room.language_rows()
    call.answer("languages", None, {"languages": rows}, as_json, room.language_lines(rows))


@languages_app.command("install")
def languages_install(
    names: Annotated[list[str] | None, typer.Argument(help="languages")] = None,
    every: Annotated[bool, typer.Option("--all", help="all languages")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="do not ask")] = False,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="run no probes (while an image is built)")
    ] = False,
    as_json: Json = False,
) -> None:
    """Install toolchains (apt, pip, npm, or another Debian suite), then check them with the probes.

    Says what it would install and asks, unless --yes is given; what is there already is left alone.
    """
    from newtongue import languages
    from newtongue.toolchains import install

    chosen = _chosen(names, every)
    wanted = [languages.get(name) for name in chosen]
    if lines := [] if yes else install.plan(wanted).lines():
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        typer.confirm("go on?", abort=True, err=True)
    install.install(wanted, call.progress(False, True).note)
    if unchecked:
        call.answer(
            "languages install", None, {"languages": chosen}, as_json, ["installed, unchecked"]
        )
    else:
        _check(chosen, as_json, "languages install")


@languages_app.command("remove")
def languages_remove(
    names: Annotated[list[str], typer.Argument(help="languages")], as_json: Json = False
) -> None:
    """Delete what `install` put into folders of its own; names the packages that it leaves."""
    from newtongue import languages
    from newtongue.toolchains import install

    done = {name: install.remove(languages.get(name)) for name in _chosen(names, False)}
    lines = [
        f"{name}: {'removed' if each.deleted else 'nothing in a folder of its own'}"
        for name, each in done.items()
    ]
    if packages := sorted({package for each in done.values() for package in each.left}):
        lines.append(f"left, since other programs may use them (apt): {' '.join(packages)}")
    answer = {
        "removed": [name for name, each in done.items() if each.deleted],
        "left": {name: list(each.left) for name, each in done.items()},
    }
    call.answer("languages remove", None, answer, as_json, lines)


@languages_app.command("check")
def languages_check(
    names: Annotated[list[str] | None, typer.Argument(help="languages")] = None,
    every: Annotated[bool, typer.Option("--all", help="all languages")] = False,
    as_json: Json = False,
) -> None:
    """Run the probes of languages on their real toolchains; exit code 1 on any surprise."""
    _check(_chosen(names, every), as_json, "languages check")


@languages_app.command("new")
def languages_new(
    name: Annotated[str, typer.Argument(help="its key: the full name in lower case")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="the plug-in's folder (newtongue-NAME)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the files of a new language and its probes: in a checkout into src, else a plug-in.

    newtongue languages new ripple --out newtongue-ripple
    """
    from newtongue import scaffold

    made = scaffold.plan(name, out)
    scaffold.write(made)
    written = [str(path) for path in made.files]
    steps = [f"{number}. {step}" for number, step in enumerate(made.steps, 1)]
    lines = [*(f"wrote {path}" for path in written), "next (docs/add_a_language.md):", *steps]
    answer = {"language": name, "files": written, "next": list(made.steps)}
    call.answer("languages new", None, answer, as_json, lines)


@cache_app.callback()
def cache_show(context: typer.Context, as_json: Json = False) -> None:
    """Where the cache is and how large."""
    if context.invoked_subcommand is not None:
        return
    from newtongue.core.home import cache_folder

    folder = cache_folder()
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    answer = {"folder": str(folder), "bytes": size}
    call.answer("cache", None, answer, as_json, [f"{folder}: {size / 1e6:.1f} MB"])


@cache_app.command("clear")
def cache_clear(as_json: Json = False) -> None:
    """Delete the cache; everything in it can be made again."""
    import shutil

    from newtongue.core.home import cache_folder

    shutil.rmtree(cache_folder(), ignore_errors=True)
    call.answer("cache clear", None, {"folder": str(cache_folder())}, as_json, ["cleared"])


def _check(names: Sequence[str], as_json: bool, command: str) -> None:
    from newtongue import doctor as room

    rows, wrong = room.check_languages(names)
    lines = [*room.language_lines(rows), *wrong]
    call.answer(command, None, {"languages": rows, "surprises": wrong}, as_json, lines)
    if wrong:
        raise typer.Exit(1)


def _chosen(names: list[str] | None, every: bool) -> list[str]:
    from newtongue import languages

    named = call.split(names or [])
    if every == bool(named):
        raise UsageError("name languages, or give --all")
    return list(languages.names()) if every else [languages.get(name).name for name in named]
