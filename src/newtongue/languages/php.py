"""PHP 8: untyped; an array is list, tuple, set and dict at once.

A set is an array whose keys are its members, each `true`. A key is an int or text, and text of
digits is an int; nothing else can be a key. An empty list equals an empty dict, and `[0 => x]` is
the list `[x]`. A list's order counts, a dict's does not: in an answer, a dict that could be taken
for a list is written from its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import ANY, ordered
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

# PHP has names of its own for open files
_SAY = r"""
$newtongue_ran = 0;
function newtongue_open(string $path, string $mode) {
    return fopen(str_replace("/dev/fd", "php://fd", $path), $mode);
}
function newtongue_say(string $line): void {
    fwrite(newtongue_open("/dev/fd/4", "w"), "$line\n");
}
function newtongue_answer(): void {
    newtongue_say("ready " . $GLOBALS["newtongue_ran"]);
    newtongue_say("nonce " . rtrim((string) fgets(newtongue_open("/dev/fd/3", "r"))));
}
"""

_CHECK = r"""
function newtongue_same($got, $want, float $tolerance): bool {
    if ((is_int($got) || is_float($got)) && (is_int($want) || is_float($want))) {
        return $got == $want || (is_nan($got) && is_nan($want))
            || ($tolerance > 0 && abs($got - $want) <= $tolerance);
    } elseif (!is_array($got) || !is_array($want)) {
        return $got === $want;
    } elseif (count($got) !== count($want) || (array_is_list($want) && !array_is_list($got))) {
        return false;
    }
    foreach ($want as $key => $x) {
        if (!array_key_exists($key, $got) || !newtongue_same($got[$key], $x, $tolerance)) {
            return false;
        }
    }
    return true;
}
function newtongue_check(int $index, $got, $want, float $tolerance): void {
    if (!newtongue_same($got, $want, $tolerance)) {
        $text = preg_replace('/\n\s*/', " ", var_export($got, true));
        $line = preg_replace('/[\p{C}\p{Zl}\p{Zp}]/u', "?", $text);
        preg_match('/^.{0,SHOWN}/u', $line ?? preg_replace('/[^ -~]/', "?", $text), $shown);
        newtongue_say("failed $index $shown[0]");
        exit(1);
    }
    $GLOBALS["newtongue_ran"]++;
}

CHECKS
newtongue_answer();
"""


_CALL = """try {
    test();
} catch (Exception $problem) {
    if ($problem->getMessage() === "Test failed!") newtongue_say("failed $newtongue_ran ");
    throw $problem;
}
newtongue_answer();"""


class PHP(Language):
    title, aliases, extension, fence = "PHP", (), ".php", "php"

    # -- write ---------------------------------------------------------------
    comment = "//"
    typed = False
    containers = dict.fromkeys(("list", "tuple", "set", "dict"), "[{items}]")
    pair = "{} => {}"
    floats = table("inf: INF | -inf: -INF | nan: NAN")
    escapes = {**Language.escapes, "$": "\\$"}
    keywords = (  # and functions that are there already
        "abstract and array as break callable case catch class clone const continue declare "
        "default die do echo else elseif empty enddeclare endfor endforeach endif endswitch "
        "endwhile eval exit extends final finally fn for foreach function global goto if "
        "implements include instanceof insteadof interface isset list match namespace new or "
        "print private protected public readonly require return static switch throw trait try "
        "unset use var while xor yield "
        "acos acosh array_chunk array_column array_combine array_count_values array_diff "
        "array_fill array_filter array_flip array_intersect array_is_list array_key_exists "
        "array_key_first array_key_last array_keys array_map array_merge array_pad array_pop "
        "array_product array_push array_rand array_reduce array_replace array_reverse "
        "array_search array_shift array_slice array_splice array_sum array_unique array_unshift "
        "array_values array_walk arsort asin asinh asort assert atan atan2 atanh base_convert "
        "basename bin2hex bindec boolval ceil checkdate chop chr chunk_split compact constant "
        "copy cos cosh count count_chars crc32 crypt current date date_add date_diff date_sub "
        "decbin dechex decoct define defined deg2rad dir end exec exp explode expm1 extract fdiv "
        "file file_exists floatval floor flush fmod getcwd getdate getenv gettype glob hash "
        "header hex2bin hexdec hypot implode in_array intdiv intval is_array is_bool is_callable "
        "is_dir is_double is_file is_finite is_float is_infinite is_int is_integer is_long is_nan "
        "is_null is_numeric is_object is_string join key key_exists krsort ksort lcfirst "
        "levenshtein link localtime log log10 log1p ltrim mail max md5 metaphone microtime min "
        "mkdir natsort next number_format octdec ord pack parse_url pi pos pow prev print_r "
        "printf rad2deg range rename reset rewind round rsort rtrim serialize setlocale sha1 "
        "shuffle similar_text sin sinh sizeof sleep sort soundex sprintf sqrt stat str_contains "
        "str_ends_with str_getcsv str_ireplace str_pad str_repeat str_replace str_rot13 "
        "str_shuffle str_split str_starts_with str_word_count strcasecmp strchr strcmp strlen "
        "strpos strrchr strrev strrpos strspn strstr strtok strtolower strtotime strtoupper strtr "
        "strval substr substr_count substr_replace system tan tanh time touch trim uasort ucfirst "
        "ucwords uksort unlink unpack urlencode usort wordwrap"
    )
    terms = table(
        "list: array | tuple: array | dictionary: associative array | dict: associative array"
        " | None: null | True: true | False: false"
    )
    closing = "}\n"
    harness, leave = _SAY + _CHECK, ("        exit(1);\n", "")
    # as text, so that 3 and 3.0 differ and nan is nan
    lookup = """\
    $newtongue = serialize([0, ...func_get_args()]);
ROWS
    throw new Exception("no such case");
}
"""
    answer = "    if ($newtongue === serialize([{args}])) return {answer};\n"

    def identifier(self, name: str) -> str:
        # names of functions are the same in capitals
        return name + "_" if super().identifier(name.lower()) != name.lower() else name

    def value_int(self, v: int, t: Type) -> str:
        # -9223372036854775808 is read as minus a float
        return "PHP_INT_MIN" if v == -(2**63) else super().value_int(v, t)

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def value_set(self, v: Any, t: Type) -> str:
        return self.value_dict(
            _unlike_list(dict.fromkeys(ordered(v), True)), Type("dict", (ANY,) * 2)
        )

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if not all(type(k) in (int, str) for k in v):
            raise Unsupported("a key that is neither int nor text")
        if len(set(map(str, v))) < len(v):
            raise Unsupported("keys that are one as text")
        return super().value_dict(v, t)

    def doc(self, text: str) -> str:
        # it ends the program, even in a comment
        return super().doc(text.replace("?>", "? >"))

    def opening(self, signature: Signature) -> str:
        return "<?php\n"

    def head(self, signature: Signature) -> str:
        names = (p.name + "_" * (p.name == "this") for p in signature.params)
        params = ", ".join(f"${name}" for name in names)
        return f"function {self.identifier(signature.name)}({params}) {{\n"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        answer = replace(case, expected=_expected(case.expected))
        return super().check(signature, answer, index) + ";"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        {"php": ("php",)}, ("{php}", "--version"), least=(8, 1), apt=("php-cli", "php-mbstring")
    )
    run = command(
        "{php} -d display_errors=stderr -d log_errors=0 -d memory_limit=1G -d opcache.enable_cli=0"
        " {source}"  # warm clones would share opcache's memory
    )
    source, warm = "main.php", (*run[:-1], *command("-d auto_prepend_file={boot} {source}"))

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    errors = (
        # the program's own: one of eval names a place inside the line
        (Outcome.SYNTAX, r"^Parse error: .* in \S*main\.php on line"),
        (Outcome.MEMORY, r"^Fatal error: Allowed memory size of \d+ bytes exhausted"),
        (Outcome.ASSERTION, r"Uncaught (?:AssertionError|Exception: Test failed!)"),
    )
    line_pattern = r"main\.php(?: on line |:|\()(\d+)"
    foreign = Foreign(
        assertion=r"    if \(candidate\(",
        scaffold=r"function candidate\(\.\.\.\$args\) \{|    return \w+\(\.\.\.\$args\);|\}"
        r"|function test\(\): void \{|test\(\);|\s*",
        counted='    $GLOBALS["newtongue_ran"]++;',
        replace=(
            (r"^function candidate\(", _SAY + "function candidate("),
            (r"^test\(\);$", _CALL),
        ),
    )


def _unlike_list(v: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """The dict in another order, where it could be taken for a list."""
    listed = list(map(str, v)) == list(map(str, range(len(v))))
    return dict(reversed(list(v.items()))) if listed else v


def _expected(v: Any) -> Any:
    """An answer whose dicts can't be taken for lists."""
    match v:
        case dict():
            return _unlike_list({k: _expected(x) for k, x in v.items()})
        case list() | tuple():
            return type(v)(map(_expected, v))
    return v


language = PHP()
