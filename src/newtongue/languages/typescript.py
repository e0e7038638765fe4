"""TypeScript: JavaScript that is compiled, and its declared types checked, by the native compiler.

Types are checked as leniently as MultiPL-E does (not `--strict`): None fits any type. A dict is an
object where its keys are text, numbers or of any type, else a Map. A program is a module, so that
its names don't meet those of the browser's globals (`print`, `name`, `close`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.signature import Type
from newtongue.languages.base import Foreign, Toolchain, command, table
from newtongue.languages.javascript import JavaScript

_TSC = "{home}/node_modules/@typescript/typescript-linux-%s/lib/tsc"
_FOREIGN = JavaScript.foreign


class TypeScript(JavaScript):
    """What differs from JavaScript."""

    title, aliases, extension, fence = "TypeScript", ("ts",), ".ts", "typescript"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}: {type}", "function {name}({params}): {returns} {{"
    typed = True
    types = table(
        "int: number | float: number | bool: boolean | str: string | none: undefined | any: any"
        " | list: {}[] | set: Set<{}> | tuple: [{}] | dict: Map<{}, {}>"
    )
    harness = "\ndeclare const require: any, process: any;" + JavaScript.harness
    strict = JavaScript.strict

    def observed(self, checks: Sequence[str], harness: str) -> str:
        return super().observed(checks, "declare const require: any, process: any;\n" + harness)

    def type(self, t: Type) -> str:
        t = self.shape(t)
        if t.name in ("optional", "union"):
            parts = [self.type(part) for part in t.of] + ["undefined"] * (t.name == "optional")
            return " | ".join(dict.fromkeys(parts))
        if t.name == "list" and " | " in self.type(t.of[0]):
            return f"({self.type(t.of[0])})[]"
        if self.is_object({}, t):
            key = "number" if t.of[0].name in ("int", "float") else "string"
            return f"{{ [key: {key}]: {self.type(t.of[1])} }}"
        return super().type(t)

    def is_object(self, v: Mapping[Any, Any], t: Type) -> bool:
        plain = t.name == "dict" and t.of[0].name in ("str", "int", "float", "any")
        if plain and not super().is_object(v, t):
            raise Unsupported("keys of several types")
        return plain

    def new_map(self, t: Type) -> str:
        return f"new {self.type(t)}"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"tsc": (_TSC % "x64", _TSC % "arm64"), **JavaScript.toolchain.executables},
        version=("{tsc}", "--version"),
        least=(7,),
        apt=JavaScript.toolchain.apt,
        npm=("typescript@7.0.2",),
        disk=27,
    )
    source = "main.ts"
    build = command(
        "{tsc} --target esnext --module commonjs --moduleDetection force --strict false "
        "--skipLibCheck --ignoreConfig --singleThreaded --pretty false {source}"
    )
    run = command("{node} main.js")

    # -- read ----------------------------------------------------------------
    functions = "javascript.scm"
    error_line = r": error TS\d+: .*"
    errors = (
        (Outcome.SYNTAX, r"error TS1\d{3}:"),
        # a name that isn't there is neither syntax nor type
        (Outcome.TYPE, r"error TS2(?!304|307|503|552|58|59)\d{3}:"),
        *JavaScript.errors[1:],
    )
    line_pattern = r"main\.ts\((\d+),"
    foreign = Foreign(
        assertion=_FOREIGN.assertion,
        scaffold=r"declare var require: any;|" + _FOREIGN.scaffold,
        counted=_FOREIGN.counted,
        replace=_FOREIGN.replace,
    )


language = TypeScript()
