"""Every error that a user may see, each with the exit code that the command line gives it.

NewtongueError          1   something failed; what was already computed is kept
├── UsageError          2   the call, a recipe or an input file is wrong: names file, line and field
├── MissingError        1   a toolchain, library, model or data set is not here; says how to get it
├── SandboxRefused      1   this machine can't isolate programs, so none was run
├── LockedError         1   another process works on the same run
└── Unsupported         1   a language (or the translator) can't say this; counted, never dropped
"""

from __future__ import annotations


class NewtongueError(Exception):
    """One clear line for the user: `file:line: field: message`, and a hint that mends it."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        field: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.field = field
        self.hint = hint

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        head = [part for part in (place, self.field) if part]
        return ": ".join([*head, self.message])

    def __reduce__(self) -> tuple[object, ...]:
        """Carry the fields across a process boundary (the teach plan runs stages in workers)."""
        return _rebuild, (type(self), self.message, self.as_dict())

    def as_dict(self) -> dict[str, object]:
        """The `error` object of `--json` (INTERFACES, section 2)."""
        return {
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "hint": self.hint,
        }


def _rebuild(kind: type[NewtongueError], message: str, fields: dict[str, object]) -> NewtongueError:
    error = kind.__new__(kind)
    NewtongueError.__init__(
        error,
        message,
        file=fields["file"],  # type: ignore[arg-type]
        line=fields["line"],  # type: ignore[arg-type]
        field=fields["field"],  # type: ignore[arg-type]
        hint=fields["hint"],  # type: ignore[arg-type]
    )
    return error


class UsageError(NewtongueError):
    """The caller can mend it by changing the call, the recipe or the input file."""

    exit_code = 2


class MissingError(NewtongueError):
    """Something that has to be installed or downloaded first."""


class SandboxRefused(NewtongueError):
    """No isolation is to be had here, and `--unsafe` was not given."""


class LockedError(NewtongueError):
    """The run folder is in use by another process."""


class Unsupported(NewtongueError):
    """It can't be said in this language. The message is a reason that is counted and reported."""


class Inexact(Unsupported):
    """A value that the language has only nearly: a case with it is left out, the problem is not."""
