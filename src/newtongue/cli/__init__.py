"""The verbs of the command line, each thin over a stage, in the order of `newtongue --help`.

Whatever is heavy is imported inside a verb, so that `newtongue --help` answers at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from newtongue import __version__
from newtongue.cli import chain, curating, evaluating, machine, serving, translating

app = typer.Typer(
    name="newtongue",
    help="Teach a small code language model a new programming language, and prove that it "
    "learned it. Start with: newtongue doctor; newtongue quickstart",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"newtongue {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="and stop")
    ] = False,
) -> None:
    """The chain: translate, generate, judge, evaluate, train, teach, report."""
    del version


for verb in (
    *(evaluating.generate, evaluating.judge, evaluating.evaluate),
    *(chain.train, chain.teach, chain.quickstart, chain.report),
    *(curating.curate, curating.attribute, curating.optout),
    translating.translate,
    machine.doctor,
):
    app.command()(verb)
app.command("serve-judge")(serving.serve_judge)
app.add_typer(machine.languages_app, name="languages")
app.add_typer(machine.cache_app, name="cache")
