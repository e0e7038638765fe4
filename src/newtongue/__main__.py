"""The `newtongue` command: one clear line and an exit code for everything that can go wrong."""

from __future__ import annotations

import json
import os
import sys

from newtongue import __version__
from newtongue.core.errors import NewtongueError


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failure, 2 usage, 130 Ctrl-C."""
    words = sys.argv[1:] if arguments is None else arguments
    # threads of torch that wait must not burn the cores that other work needs
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:  # `newtongue ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def _run(words: list[str]) -> int:
    from typer.exceptions import TyperException

    from newtongue.cli import app

    try:
        code = app(words, standalone_mode=False)
    except BrokenPipeError:
        raise
    except NewtongueError as error:
        return _fail(words, error, error.exit_code)
    except TyperException as error:
        message = getattr(error, "format_message", error.__str__)()
        hint = f"newtongue {words[0]} --help" if words else "newtongue --help"
        usage = NewtongueError(message, hint=hint)
        return _fail(words, usage, getattr(error, "exit_code", 2))
    except OSError as error:  # a path that can't be read or written, whatever the reason
        place = None if error.filename is None else str(error.filename)
        clear = NewtongueError(error.strerror or str(error), file=place)
        return _fail(words, clear, clear.exit_code)
    except KeyboardInterrupt:
        code = 130
    if code == 130:
        sys.stderr.write("stopped; the same command goes on from here\n")
    return int(code or 0)


def _fail(words: list[str], error: NewtongueError, code: int) -> int:
    if "--json" in words:
        head = {"schema": 1, "newtongue": __version__, "command": words[0], "run": None}
        print(json.dumps(head | {"error": error.as_dict()}))  # noqa: T201
    sys.stderr.write(f"newtongue: {error}\n")
    if error.hint:
        sys.stderr.write(f"  {error.hint}\n")
    return code


if __name__ == "__main__":
    main()
