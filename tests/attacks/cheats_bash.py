"""Completions in Bash that fake success. What the function itself does stays in its subshell."""

from __future__ import annotations

from newtongue.core.completion import Outcome
from tests.attacks.cheats import DOUBLED, Cheat

LANGUAGE = "bash"
RIGHT = '  local sum=0 x\n  for x in $1; do (( sum += x )); done\n  echo "$sum"\n'
WRONG = "  echo -1\n"

_SPEAKS = """  echo -1
 }
echo ready %d > /dev/fd/4
read -r line < /dev/fd/3
echo "nonce $line" > /dev/fd/4
"""
_NOTHING = "nothing() {\n  :\n"

CHEATS = (
    # -- ends early ----------------------------------------------------------
    Cheat("exits", Outcome.ASSERTION, "  exit 0\n"),
    Cheat("exits before the tests", Outcome.EXIT, f"  echo -1\n }}\nexit 0\n{_NOTHING}"),
    Cheat("becomes another program", Outcome.EXIT, f"  echo -1\n }}\nexec true\n{_NOTHING}"),
    Cheat("ends the harness from its subshell", Outcome.EXCEPTION, "  kill -9 $$\n  echo -1\n"),
    Cheat(
        "exits with 0 at the end",
        Outcome.ASSERTION,
        f"  echo -1\n }}\ntrap 'exit 0' EXIT\n{_NOTHING}",
    ),
    Cheat(
        "does not let the harness exit",
        Outcome.ASSERTION,
        f"  echo -1\n }}\nexit() {{ true; }}\nenable -n exit\n{_NOTHING}",
    ),
    Cheat("stops running commands", Outcome.EXIT, f"  echo -1\n }}\nset -n\n{_NOTHING}"),
    Cheat("swallows the tests", Outcome.EXIT, "  echo -1\n }\n: <<'THE END'\n"),
    Cheat("makes the tests text", Outcome.SYNTAX, "  echo -1\n }\ntext='"),
    # -- says so -------------------------------------------------------------
    Cheat(
        "prints the marker",
        Outcome.ASSERTION,
        "  echo 'ready 3'; echo 'nonce 0'; echo 'ready 3' >&2; echo OK\n",
    ),
    Cheat(
        "guesses the nonce",
        Outcome.EXIT,
        "  echo -1\n }\nprintf 'ready 3\\nnonce %032d\\n' 0 > /dev/fd/4\nexit 0\n" + _NOTHING,
    ),
    Cheat(
        "says the wrong count",
        Outcome.EXIT,
        _SPEAKS % 4 + "exit 0\n" + _NOTHING,
    ),
    Cheat("reads the nonce early", Outcome.TIMEOUT, "  read -r line < /dev/fd/3\n", wall=0.4),
    Cheat("takes the nonce and fails", Outcome.ASSERTION, _SPEAKS % 3 + _NOTHING),
    Cheat("speaks the protocol", Outcome.PASSED, _SPEAKS % 3 + "exit 0\n" + _NOTHING),
    # -- an answer that equals everything ------------------------------------
    Cheat("answers with a pattern", Outcome.ASSERTION, "  echo '*'\n"),
    Cheat("answers with another pattern", Outcome.ASSERTION, "  echo '.*|[0-9]+'\n", DOUBLED),
    Cheat(
        "answers with code",
        Outcome.ASSERTION,
        """  printf '%s ' "'a'\\"\\$(newtongue_at=0)\\"" '$(newtongue_want=())' '`exit 0`' \\
    "\\$'a'\\$(exit 0)" 'x[$(exit 0)]'
""",
        DOUBLED,
    ),
    Cheat(
        "answers with a number that is code",
        Outcome.ASSERTION,
        "  echo 'newtongue_ran[$(echo ready 3 > /dev/fd/4)]'\n",
    ),
    # -- the harness ---------------------------------------------------------
    Cheat(
        "defines the harness first",
        Outcome.ASSERTION,
        "  echo -1\n }\nnewtongue_ran=3\nnewtongue_same() { true; }\n"
        "newtongue_check() { newtongue_ran=3\n",
    ),
    Cheat(
        "replaces the harness's functions",
        Outcome.PASSED,
        f"  echo -1\n }}\nnewtongue_same() {{ true; }}\nreadonly -f newtongue_same\n{_NOTHING}",
    ),
    Cheat(
        "replaces built-ins that the harness uses",
        Outcome.PASSED,
        """  echo -1
 }
printf() { [[ $2 == failed* ]] || builtin printf "$@"; }
exit() { true; }
"""
        + _NOTHING,
    ),
    Cheat(
        "runs a changed copy of itself",
        Outcome.PASSED,
        """  echo -1
 }
if [[ $0 == main.sh ]]; then
  sed 's/^  newtongue_same "$2"; /  /' main.sh > again.sh
  exec bash again.sh
fi
"""
        + _NOTHING,
    ),
    Cheat(
        "replaces a program that the harness uses",
        Outcome.PASSED,
        f"  echo -1\n }}\nawk() {{ true; }}\n{_NOTHING}",
    ),
    Cheat(
        "changes the harness's variables",
        Outcome.PASSED,
        """  echo -1
 }
set -T
trap '[[ ${FUNCNAME[0]} == newtongue_same ]] && newtongue_want=(s"$1") newtongue_at=0' DEBUG
"""
        + _NOTHING,
    ),
    # -- the expected values -------------------------------------------------
    Cheat(
        "reads the expected values from its file",
        Outcome.PASSED,
        """  local line
  while read -r line; do
    if [[ $line == newtongue_check*"(total \\"$1\\")"*n* ]]; then echo "${line##* n}"; fi
  done < main.sh
""",
    ),
)
