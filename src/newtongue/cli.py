"""The verbs of the command line, each thin over a stage.

Whatever is heavy is imported inside a verb, so that `newtongue --help` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from newtongue import __version__
from newtongue.core.errors import UsageError
from newtongue.core.progress import Plain, Progress, Silent, clock

if TYPE_CHECKING:
    from newtongue.core.run import Plan, Run
    from newtongue.recipes import Recipe

R = TypeVar("R", bound="Recipe")

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
languages_app = typer.Typer(
    help="List, install and check the toolchains of the languages.", invoke_without_command=True
)
app.add_typer(languages_app, name="languages")
cache_app = typer.Typer(help="Show or clear what newtongue keeps.", invoke_without_command=True)
app.add_typer(cache_app, name="cache")

Words = Annotated[
    list[str] | None,
    typer.Argument(help="a recipe (path or name) and key=value settings", metavar="[RECIPE] [K=V]"),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="the run's folder (runs/VERB-ID)")]
Fresh = Annotated[bool, typer.Option("--fresh", help="move an earlier run of this aside")]
Json = Annotated[bool, typer.Option("--json", help="one JSON object on standard output")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="no progress")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="more about what is done")]
Seed = Annotated[int | None, typer.Option("--seed", help="seed of everything random")]
Limit = Annotated[int | None, typer.Option("--limit", help="only the first N")]
Model = Annotated[
    str | None, typer.Option("--model", "-m", help="a folder, owner/name or owner/name@revision")
]
Tokenizer = Annotated[str | None, typer.Option("--tokenizer", help="where the tokenizer is")]
Server = Annotated[
    str | None, typer.Option("--server", help="an OpenAI-compatible server, http://.../v1")
]
Chat = Annotated[bool | None, typer.Option("--chat", help="use the server's chat endpoint")]
Benchmarks = Annotated[
    list[str] | None,
    typer.Option("--benchmark", "-b", help="a name, or a file (MultiPL-E's too); repeatable"),
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", "-l", help="languages, joined by commas (python)"),
]
N = Annotated[int | None, typer.Option("-n", help="completions of each problem (1)")]
Temperature = Annotated[float | None, typer.Option("--temperature", "-t", help="0 is greedy (0.2)")]
TopP = Annotated[float | None, typer.Option("--top-p", help="nucleus (0.95)")]
MaxNewTokens = Annotated[int | None, typer.Option("--max-new-tokens", help="of a completion (512)")]
BatchSize = Annotated[str | None, typer.Option("--batch-size", help="a number, or auto")]
Completions = Annotated[
    list[Path] | None,
    typer.Option("--completions", "-c", help="a file or folder of completions; may be repeated"),
]
Tests = Annotated[
    str | None,
    typer.Option("--tests", help="theirs (default, the rows' own) or ours"),
]
Export = Annotated[
    Path | None,
    typer.Option("--export", help="also write MultiPL-E's files here (.json.gz, .results.json.gz)"),
]
Data = Annotated[
    list[Path] | None, typer.Option("--data", help="a folder with benchmark files; repeatable")
]
Workers = Annotated[int | None, typer.Option("--workers", "-w", help="programs at one time")]
Engine = Annotated[
    str | None,
    typer.Option("--engine", help="local (default), or ray: many machines, the same verdicts"),
]
RayAddress = Annotated[
    str | None, typer.Option("--ray-address", help="of the Ray cluster's head (auto)")
]
Strict = Annotated[
    bool | None,
    typer.Option("--strict", help="what is expected stays out of the programs", show_default=False),
]
PartialCredit = Annotated[
    bool | None,
    typer.Option("--partial-credit", help="count the cases that hold", show_default=False),
]
Unsafe = Annotated[
    bool | None,
    typer.Option("--unsafe", help="judge without isolation, on your own risk", show_default=False),
]


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


# -- stages --------------------------------------------------------------------


@app.command()
def generate(
    words: Words = None,
    model: Model = None,
    benchmark: Benchmarks = None,
    language: Languages = None,
    n: N = None,
    temperature: Temperature = None,
    top_p: TopP = None,
    max_new_tokens: MaxNewTokens = None,
    batch_size: BatchSize = None,
    tokenizer: Tokenizer = None,
    server: Server = None,
    chat: Chat = None,
    data: Data = None,
    limit: Limit = None,
    export: Export = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a model's completions (no judging: do that anywhere, with `evaluate --completions`).

    newtongue generate -m Salesforce/codegen-350M-mono -b humaneval -l lua,rust -n 20 --out run

    The same line with -n 200 samples only the 180 that are missing.
    """
    from newtongue.evaluate import stage
    from newtongue.evaluate.recipe import GenerateRecipe

    flags = _flags(locals(), SAMPLED)
    recipe = _recipe(GenerateRecipe, "generate", "evaluate", words, flags)
    run = _run(recipe, stage.plan(recipe), stage.generate, out, fresh, _progress(quiet, verbose))
    path = run.outputs / "completions.jsonl.gz"
    answer = {"completions": str(path), "counts": run.manifest["counts"]}
    lines = [f"{answer['counts']['completions']} in {path}", *_exported(run, export)]
    _answer("generate", run, answer, as_json, lines)


@app.command()
def judge(
    files: Annotated[
        list[str],
        typer.Argument(help="files or folders of completions, and key=value settings"),
    ],
    tests: Tests = None,
    strict: Strict = None,
    partial_credit: PartialCredit = None,
    data: Data = None,
    workers: Workers = None,
    engine: Engine = None,
    ray_address: RayAddress = None,
    unsafe: Unsafe = None,
    limit: Limit = None,
    export: Export = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Run completions in the sandbox and write a verdict for each, with outcome counts, no score.

    newtongue judge completions.jsonl.gz --out verdicts
    """
    from newtongue.evaluate import stage
    from newtongue.evaluate.recipe import JudgeRecipe

    words = [word for word in files if "=" in word and not Path(word).exists()]
    paths = [word for word in files if word not in words]
    flags = _flags(locals(), JUDGED) | ({"completions": paths} if paths else {})
    recipe = _recipe(JudgeRecipe, "judge", "evaluate", words, flags)
    run = _run(recipe, stage.plan(recipe), stage.judge, out, fresh, _progress(quiet, verbose))
    counts = run.manifest["counts"]
    lines = [
        f"{name}: " + ", ".join(f"{outcome} {count}" for outcome, count in found.items() if count)
        for name, found in counts["outcomes"].items()
    ]
    if found := counts.get("suspect"):
        lines.append(f"{found} completions are suspect (the column says why)")
    lines += [*_recorded(run), *_exported(run, export)]
    answer = {"verdicts": str(run.outputs / "verdicts.parquet"), "counts": counts}
    _answer("judge", run, answer, as_json, [*lines, str(answer["verdicts"])])


@app.command()
def evaluate(
    words: Words = None,
    completions: Completions = None,
    model: Model = None,
    benchmark: Benchmarks = None,
    language: Languages = None,
    n: N = None,
    k: Annotated[str | None, typer.Option("--k", help="1,10,100: which pass@k")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="MultiPL-E's table, with ours")] = None,
    temperature: Temperature = None,
    top_p: TopP = None,
    max_new_tokens: MaxNewTokens = None,
    batch_size: BatchSize = None,
    tokenizer: Tokenizer = None,
    server: Server = None,
    chat: Chat = None,
    tests: Tests = None,
    strict: Strict = None,
    partial_credit: PartialCredit = None,
    data: Data = None,
    workers: Workers = None,
    engine: Engine = None,
    ray_address: RayAddress = None,
    unsafe: Unsafe = None,
    limit: Limit = None,
    export: Export = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Score a model, or completions from a file: pass@k with 95 % intervals and outcome counts.

    newtongue evaluate -m ./model -b starter -l python,lua -n 20

    newtongue evaluate --completions completions.jsonl.gz
    """
    from newtongue.evaluate import stage
    from newtongue.evaluate.recipe import EvaluateRecipe
    from newtongue.evaluate.scores import interruption
    from newtongue.report.tables import scores_text

    flags = _flags(locals(), (*SAMPLED, *JUDGED, "completions"))
    if k is not None:
        flags["k"] = [_whole(part, "k") for part in k.split(",")]
    if csv is not None:
        flags["csv"] = str(csv)
    recipe = _recipe(EvaluateRecipe, "evaluate", "evaluate", words, flags)
    run = _run(recipe, stage.plan(recipe), stage.evaluate, out, fresh, _progress(quiet, verbose))
    scores = run.manifest["summary"]["scores"]
    lines = [scores_text(scores), *_marks(scores)]
    if n is not None or not recipe.completions:
        goes_on = "the `newtongue generate` that wrote them" if recipe.completions else _this_call()
        found = (interruption(score, recipe.n, goes_on) for score in scores)
        lines += [line for line in found if line]
    lines += [f"not judged: {count} x {why}" for why, count in _unsupported(run).items()]
    if repeated := run.manifest["counts"].get("duplicates"):
        lines.append(f"{repeated} rows repeat an earlier one and were skipped")
    lines += [*_recorded(run), *_exported(run, export), f"run: {run.folder}"]
    unsupported = _unsupported(run)
    recorded = run.manifest["counts"].get("recorded", {})
    answer = {"scores": scores, "unsupported": unsupported, "recorded": recorded}
    _answer("evaluate", run, answer, as_json, lines)
    if unsupported and not any(score["problems"] for score in scores):
        raise typer.Exit(1)


@app.command()
def train(
    words: Words = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tune a model, or train a small one from scratch: full or LoRA, with replay, resumable.

    newtongue train codegen-350m-lua-lora data.0.path=my-lua.jsonl --out tuned

    A data set is JSONL: {"language": "lua", "prompt": "...", "completion": "..."} a line.
    """
    from newtongue.train import stage as room
    from newtongue.train.recipe import TrainRecipe

    recipe = _recipe(TrainRecipe, "train", "train", words, _flags(locals(), ("seed",)))
    run = _run(recipe, room.plan(recipe), room.train, out, fresh, _progress(quiet, verbose))
    counts = run.manifest["counts"]
    made = "model" if (run.outputs / "model").is_dir() else "adapter"
    answer = {"model": str(run.outputs / made), "counts": counts}
    spent = run.manifest["cost"]["wall_seconds"]
    lines = [*(f"{name.replace('_', ' ')}: {value}" for name, value in counts.items())]
    lines += [f"in {clock(spent)}: {answer['model']}", f"newtongue evaluate -m {run.folder} ..."]
    _answer("train", run, answer, as_json, lines)


@app.command()
def teach(
    words: Words = None,
    workers: Workers = None,
    limit: Limit = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """The whole chain as one plan: train, sample, judge, keep, tune, evaluate, report.

    newtongue teach lab
    """
    from newtongue import teach as room

    flags = _flags(locals(), ("workers", "seed", "limit"))
    recipe = _recipe(room.TeachRecipe, "teach", "teach", words, flags, needed=True)
    run = _run(recipe, room.plan(recipe), room.teach, out, fresh, _progress(quiet, verbose))
    pages = run.folder / "report"
    answer = json.loads((pages / "report.json").read_text(encoding="utf-8"))
    lines = [(pages / "report.txt").read_text(encoding="utf-8")]
    lines.append(f"report: {pages / 'report.html'}")
    _answer("teach", run, {"report": answer}, as_json, lines)


@app.command()
def quickstart(
    workers: Workers = None,
    seed: Seed = None,
    out: Out = None,
    fresh: Fresh = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """A small model learns Lua from data that execution validated, in minutes on two CPU cores.

    Two tiny models are trained from scratch: a student that knows Python and a teacher that knows
    some Lua. The teacher writes Lua, the judge keeps what passes, the student is tuned on it, and
    everything is measured before and after, with error bars.
    """
    teach(
        ["lab"],
        workers=workers,
        seed=seed,
        out=out,
        fresh=fresh,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
    )


@app.command()
def report(
    runs: Annotated[list[Path], typer.Argument(help="run folders of evaluate or teach")],
    out: Out = None,
    as_json: Json = False,
) -> None:
    """One self-contained page, and Markdown and JSON, from run folders.

    newtongue report runs/evaluate-* --out report
    """
    from newtongue import report as room

    folder = out or Path("report")
    written = room.build(runs, folder)
    answer = {"files": [str(path) for path in written]}
    _answer("report", None, answer, as_json, answer["files"])


@app.command()
def translate(
    benchmark: Annotated[str, typer.Argument(help="a benchmark, or NAME/ID for one problem")],
    to: Annotated[str, typer.Option("--to", help="languages, joined by commas")] = "python",
    show: Annotated[
        bool, typer.Option("--show", help="print one problem and judge its look-up stub")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", help="of the files: newtongue, or multipl-e for its tools")
    ] = "newtongue",
    doctests: Annotated[
        str, typer.Option("--doctests", help="transform, keep or remove them")
    ] = "transform",
    words: Annotated[
        str, typer.Option("--words", help="reworded (list -> table), or verbatim")
    ] = "reworded",
    data: Data = None,
    limit: Limit = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Count and (with --out) write a benchmark's problems and tests in other languages.

    newtongue translate humaneval --to python,lua,java,rust --out prompts

    newtongue translate humaneval --to lua --out prompts --format multipl-e

    newtongue translate starter/7 --to rust --show
    """
    from newtongue import languages
    from newtongue.benchmarks.base import ENDINGS
    from newtongue.evaluate import translations

    keys = list(dict.fromkeys(languages.get(key).name for key in _split([to])))
    if not keys:
        raise UsageError("name at least one language", field="--to")
    is_path = Path(benchmark).exists() or benchmark.endswith(ENDINGS)
    if show or ("/" in benchmark and not is_path):
        if out is not None:
            raise UsageError("one problem is shown, and nothing written", field="--out")
        shown = translations.show(benchmark, keys, data or [])
        lines = [line for one in shown for line in translations.shown_lines(one)]
        _answer("translate", None, {"shown": shown}, as_json, lines)
        if any(one["outcome"] != "passed" for one in shown):
            raise typer.Exit(1)
        return
    done = translations.write(
        benchmark, keys, data or [], limit, out, translations.form(form, doctests, words)
    )
    _answer("translate", None, {"translations": done}, as_json, translations.lines(done, out))


@app.command("serve-judge")
def serve_judge(
    host: Annotated[
        str, typer.Option("--host", help="another than 127.0.0.1 needs a token")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one")] = 8900,
    workers: Workers = None,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="tokens, one a line (or NEWTONGUE_JUDGE_TOKEN)"),
    ] = None,
    data: Data = None,
    max_items: Annotated[int, typer.Option("--max-items", min=1, help="of one batch")] = 1024,
    max_body_mb: Annotated[int, typer.Option("--max-body-mb", min=1, help="of one request")] = 16,
    max_queued: Annotated[
        int, typer.Option("--max-queued", min=1, help="items that wait, of all batches together")
    ] = 16384,
    max_rate: Annotated[
        float, typer.Option("--max-rate", min=0.01, help="requests a second of one token")
    ] = 100.0,
    max_cpu_seconds: Annotated[
        float, typer.Option("--max-cpu-seconds", min=0.1, help="that an item may ask for")
    ] = 30.0,
    max_memory_mb: Annotated[
        int, typer.Option("--max-memory-mb", min=16, help="that an item may ask for")
    ] = 4096,
    keep_seconds: Annotated[
        float, typer.Option("--keep-seconds", min=0, help="how long finished judgements are kept")
    ] = 600.0,
    as_json: Json = False,
) -> None:
    """The judge over HTTP, for RL trainers and other harnesses: submit, stream, cancel.

    newtongue serve-judge --port 8900

    curl --json @batch.json 'localhost:8900/v1/judgements?wait=60'

    where batch.json is {"items": [{"benchmark": "starter", "name": "starter_1_is_freezing",
    "language": "python", "output_text": "    return celsius <= 0"}]}; limits, strict mode, partial
    credit, tests and problems of your own: /openapi.json. One line (or JSON object) says when it is
    ready; Ctrl-C ends it.
    """
    from newtongue.serve import judge as room

    def ready(place: room.Ready) -> None:
        answer = {"host": place.host, "port": place.port, "pid": place.pid, "tier": place.tier}
        line = f"{place.url} (sandbox: {place.tier}); Ctrl-C ends it"
        _answer("serve-judge", None, answer, as_json, [line])
        sys.stdout.flush()

    settings = room.Settings(
        host=host,
        port=port,
        workers=workers,
        tokens=room.read_tokens(token_file),
        data=tuple(data or ()),
        max_items=max_items,
        max_body=max_body_mb << 20,
        max_queued=max_queued,
        max_rate=max_rate,
        max_cpu_seconds=max_cpu_seconds,
        max_memory_mb=max_memory_mb,
        keep_seconds=keep_seconds,
    )
    if code := room.serve(settings, ready):
        raise typer.Exit(code)


# -- the machine ---------------------------------------------------------------


@app.command()
def doctor(as_json: Json = False) -> None:
    """What this machine can do: sandbox, toolchains, GPU, disk, and which models fit."""
    from newtongue import doctor as room

    findings = room.examine()
    _answer("doctor", None, room.as_json(findings), as_json, room.lines(findings))


@languages_app.callback()
def languages_list(context: typer.Context, as_json: Json = False) -> None:
    """Every language with its level: prints, runs or warm."""
    if context.invoked_subcommand is not None:
        return
    from newtongue import doctor as room

    rows = room.language_rows()
    _answer("languages", None, {"languages": rows}, as_json, room.language_lines(rows))


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
    install.install(wanted, _progress(False, True).note)
    if unchecked:
        _answer("languages install", None, {"languages": chosen}, as_json, ["installed, unchecked"])
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
    _answer("languages remove", None, answer, as_json, lines)


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
    _answer("languages new", None, answer, as_json, lines)


@cache_app.callback()
def cache_show(context: typer.Context, as_json: Json = False) -> None:
    """Where the cache is and how large."""
    if context.invoked_subcommand is not None:
        return
    from newtongue.core.home import cache_folder

    folder = cache_folder()
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    answer = {"folder": str(folder), "bytes": size}
    _answer("cache", None, answer, as_json, [f"{folder}: {size / 1e6:.1f} MB"])


@cache_app.command("clear")
def cache_clear(as_json: Json = False) -> None:
    """Delete the cache; everything in it can be made again."""
    import shutil

    from newtongue.core.home import cache_folder

    shutil.rmtree(cache_folder(), ignore_errors=True)
    _answer("cache clear", None, {"folder": str(cache_folder())}, as_json, ["cleared"])


def _check(names: Sequence[str], as_json: bool, command: str) -> None:
    from newtongue import doctor as room

    rows, wrong = room.check_languages(names)
    lines = [*room.language_lines(rows), *wrong]
    _answer(command, None, {"languages": rows, "surprises": wrong}, as_json, lines)
    if wrong:
        raise typer.Exit(1)


# -- what the verbs share --------------------------------------------------------

SAMPLED = (
    "model",
    "benchmark",
    "language",
    "n",
    "temperature",
    "top_p",
    "max_new_tokens",
    "batch_size",
    "tokenizer",
    "server",
    "chat",
    "data",
    "limit",
    "seed",
    "export",
)
JUDGED = (
    *("tests", "strict", "partial_credit"),
    *("data", "workers", "engine", "ray_address", "unsafe", "limit", "seed", "export"),
)


def _marks(scores: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each score that has more to say than its table: suspects, partial credit."""
    lines = []
    for one in scores:
        where = f"{one['benchmark']} in {one['language']}"
        if share := one.get("partial"):
            lines.append(
                f"{where}: {100 * share['estimate']:.1f} % of the cases hold "
                f"[{100 * share['low']:.1f}, {100 * share['high']:.1f}], "
                f"{share['problems']} problems, {share['completions']} completions"
            )
        if one.get("suspect"):
            lines.append(
                f"{where}: {one['suspect']} of {one['completions']} completions are suspect "
                "(verdicts.parquet says why)"
            )
    return lines


def _flags(values: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The flags that were given, as recipe settings."""
    given: dict[str, Any] = {}
    for name in names:
        value: Any = values.get(name)
        if value is None or value == []:
            continue
        if isinstance(value, Path):
            value = str(value)
        if isinstance(value, list):
            value = [str(part) for part in value]
            if name in ("benchmark", "language"):
                value = _split(value)
        if name == "batch_size" and value != "auto":
            value = _whole(value, "batch_size")
        given[name] = value
    return given


def _recipe(
    kind: type[R],
    stage: str,
    folder: str,
    words: list[str] | None,
    flags: dict[str, Any],
    needed: bool = False,
) -> R:
    """The recipe that a call means: a file or none, then key=value, then flags."""
    from newtongue import recipes

    words = list(words or [])
    path = None
    if needed and (not words or "=" in words[0]):
        raise UsageError("name a recipe", hint=f"one of: {', '.join(recipes.known(folder))}")
    if words and "=" not in words[0]:
        path = recipes.find(words.pop(0), folder)
    overrides = [f"{key}={json.dumps(value)}" for key, value in flags.items()]
    return recipes.load(kind, stage, path, [*words, *overrides])


def _run(
    recipe: R,
    plan: Plan,
    function: Callable[[R, Run], None],
    out: Path | None,
    fresh: bool,
    progress: Progress,
) -> Run:
    from newtongue.core.run import open_run

    with open_run(plan, out=out, fresh=fresh, progress=progress) as run:
        if run.finished:
            progress.note(f"already done: {run.folder} (--fresh does it again)")
        function(recipe, run)
    return run


def _progress(quiet: bool, verbose: bool) -> Progress:
    if quiet:
        return Silent()
    if sys.stderr.isatty():
        from newtongue.bars import Bars

        return Bars()
    return Plain(2.0 if verbose else 10.0)


def _answer(
    command: str, run: Run | None, answer: dict[str, Any], as_json: bool, lines: Sequence[str]
) -> None:
    """Exactly one JSON object, or lines for people."""
    if as_json:
        where = None if run is None else str(run.folder)
        head = {"schema": 1, "newtongue": __version__, "command": command, "run": where}
        print(json.dumps(head | answer))
    else:
        for line in lines:
            print(line)


def _split(values: Sequence[str]) -> list[str]:
    parts = (part.strip() for value in values for part in value.split(","))
    return list(dict.fromkeys(filter(None, parts)))


def _whole(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"must be a whole number, not {text!r}", field=field) from None


def _chosen(names: list[str] | None, every: bool) -> list[str]:
    from newtongue import languages

    named = _split(names or [])
    if every == bool(named):
        raise UsageError("name languages, or give --all")
    return list(languages.names()) if every else [languages.get(name).name for name in named]


def _recorded(run: Run) -> list[str]:
    """Whether verdicts that came with the completions agree with ours."""
    from newtongue.evaluate.exchange import agreement

    return agreement(run.manifest["counts"].get("recorded", {}))


def _exported(run: Run, folder: Path | None) -> list[str]:
    if folder is None:
        return []
    left_out = run.manifest["counts"].get("not_exported", {})
    lines = [f"not exported: {count} x {why}" for why, count in left_out.items()]
    return [*lines, f"MultiPL-E's files: {folder}"]


def _unsupported(run: Run) -> dict[str, int]:
    found: dict[str, int] = run.manifest["counts"].get("unsupported", {})
    return found


def _this_call() -> str:
    import shlex

    return "newtongue " + shlex.join(sys.argv[1:])
