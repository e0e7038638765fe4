"""Perl: untyped; a list or tuple is an array reference, a dict a hash reference, None undef.

Defined here, since Perl leaves it open: a set is a hash reference whose keys are its members, each
1. True is 1; false is "" or 0, whichever a function gives. A scalar is what it is used as: where a
number is wanted, a text that reads as that number will do, and where a text is wanted, a number of
that text; 3 and 3.0 are one. Keys are texts; those that would become one text can't be said. A call
stands in scalar context, as in `my $x = f(...)`. Sources are UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import ordered
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = r"""
our $newtongue_ran = 0;

sub newtongue_say {
    local ($, , $\) = ("", "");
    open(my $channel, ">:utf8", "/dev/fd/4") or die("no channel: $!");
    print $channel "$_[0]\n";
    close($channel);
}
"""

_ANSWER = r"""
newtongue_say("ready $newtongue_ran");
{
    local $/ = "\n";
    open(my $newtongue_nonce, "<", "/dev/fd/3") or die("no channel: $!");
    newtongue_say("nonce " . readline($newtongue_nonce) =~ s/\n//r);
}
"""

_CHECK = r"""
# a number, not a text that reads as one: exclusive or tells them apart
sub newtongue_number { no feature "bitwise"; return $_[0] !~ /[^ -~]/ && ($_[0] ^ $_[0]) eq "0" }
sub newtongue_near {
    my ($got, $want, $tolerance) = @_;
    return 0 if $got !~ /\A-?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf|nan)\z/i;
    return $got == $want || ($got != $got && $want != $want)
        || ($tolerance > 0 && abs($got - $want) <= $tolerance);
}

sub newtongue_same {
    my ($got, $want, $tolerance) = @_;
    my $kind = ref $want;
    $got = "$got" if ref($got) =~ /\AMath::Big(?:Int|Float)\z/;
    return !defined $got if !defined $want;
    return 0 if !defined $got || ref $got ne $kind;
    if ($kind eq "") {
        return $got eq $want if !newtongue_number($want);
        # false is a number whose text is empty
        return $got eq "" || $got eq "0" if $want eq "";
        return newtongue_near($got, $want, $tolerance);
    }
    return @$got == @$want
        && !grep { !newtongue_same($got->[$_], $want->[$_], $tolerance) } 0 .. $#$want
        if $kind eq "ARRAY";
    my %plain = %$got; # a tied hash may claim to have every key
    return keys %plain == keys %$want && !grep {
        !exists $plain{$_} || !newtongue_same($plain{$_}, $want->{$_}, $tolerance)
    } keys %$want;
}

sub newtongue_shown {
    my ($x, $depth) = @_;
    my $kind = ref $x;
    return "..." if $depth > 8;
    return "[" . join(", ", map { newtongue_shown($_, $depth + 1) } @$x) . "]" if $kind eq "ARRAY";
    return $kind ? $kind : !defined $x ? "undef" : newtongue_number($x) && $x ne "" ? $x : "\"$x\""
        if $kind ne "HASH";
    my @pairs = map { "$_ => " . newtongue_shown($x->{$_}, $depth + 1) } sort keys %$x;
    return "{" . join(", ", @pairs) . "}";
}

sub newtongue_check {
    my ($index, $got, $want, $tolerance) = @_;
    if (!newtongue_same($got, $want, $tolerance)) {
        my $text = newtongue_shown($got, 0) =~ s/[^[:print:]]|\p{Cf}/?/gr;
        newtongue_say("failed $index " . substr($text, 0, SHOWN));
        exit(1);
    }
    $newtongue_ran++;
}

"""

# exact: a number differs from a text
_LOOKUP = """\
    my $text;
    $text = sub {
        my ($x) = @_;
        return "[@{[map { $text->($_) } @$x]}]" if ref $x eq "ARRAY";
        return "{@{[map { $text->($_), $text->($x->{$_}) } sort keys %$x]}}" if ref $x;
        return "undef" if !defined $x;
        my $number = $x !~ /[^ -~]/ && ($x ^ $x) eq "0";
        return ($number ? sprintf("%.17g ", $x) : "") . length($x) . ":$x";
    };
    my $args = $text->([0, @_]);
ROWS
    die "no such case";
}
"""
# a name that strict doesn't know is no syntax
_SYNTAX = (
    r"syntax error|Missing right .*|Unmatched right .*|Can't find string terminator .*"
    r"|[A-Z][a-z ]* not terminated|Illegal (?:octal|binary) digit .*"
)


class Perl(Language):
    """An untyped language whose scalars are texts and numbers at once."""

    title, aliases, extension, fence = "Perl", ("pl",), ".pl", "perl"

    # -- write ---------------------------------------------------------------
    param, headline = "${name}", "sub {name} {{\n    my ({params}) = @_;"
    typed = False
    truth: ClassVar[tuple[str, str]] = ('""', "1")
    containers = table("list: [{items}] | tuple: [{items}] | set: {{{items}}} | dict: {{{items}}}")
    pair = "{} => {}"
    nothing = absent = "undef"
    floats = table('inf: "inf" + 0 | -inf: "-inf" + 0 | nan: "nan" + 0')
    escapes = {**Language.escapes, "$": "\\$", "@": "\\@"}
    keywords = "_ AUTOLOAD BEGIN CHECK DESTROY END INIT UNITCHECK"
    terms = table(
        "list: array | tuple: array | dictionary: hash | dict: hash | None: undef | True: 1"
        ' | False: ""'
    )
    closing = "}\n"
    harness, leave = f"{_SAY}{_CHECK}CHECKS\n{_ANSWER}", ("        exit(1);\n", "")
    lookup, answer = _LOOKUP, "    return {answer} if $args eq $text->([{args}]);\n"

    def value_bool(self, v: bool, t: Type) -> str:
        return self.truth[bool(v)]

    def value_float(self, v: float, t: Type) -> str:
        return super().value_float(v, t).removesuffix(".0")

    def escape(self, code: int) -> str:
        return f"\\x{{{code:x}}}"

    def value_set(self, v: Any, t: Type) -> str:
        _keys(v)
        return self.container([self.pair.format(self.value(x, t), "1") for x in ordered(v)], t)

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        _keys(v)
        return super().value_dict(v, t)

    def check(self, signature: Signature, case: Case, index: int) -> str:
        # with the package's name no function is taken for a builtin
        call = f"scalar(main::{self.call(signature, case.args)})"
        expected = _EXPECTED.value(case.expected, signature.returns)
        return f"newtongue_check({index}, {call}, {expected}, {case.tolerance or 0.0!r});"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"perl": ("perl",)},
        version=("{perl}", "-e", 'printf("perl %vd", $^V)'),
        least=(5, 14),
        libraries={"testdeep": "/usr/share/perl5/Test/Deep.pm"},
        apt=("perl", "libtest-deep-perl"),
    )
    source = "main.pl"
    run = command("{perl} -Mutf8 {source}")
    warm = ("{perl}", "-Mutf8;BEGIN { do q({boot}) or die }", "{source}")

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    errors = (
        (Outcome.SYNTAX, rf"^(?:{_SYNTAX}) at main\.pl line"),
        (Outcome.MEMORY, r"^Out of memory"),
    )
    line_pattern = r"main\.pl line (\d+)"
    foreign = Foreign(
        assertion=r"\s*if\(eq_deeply\(",
        scaffold=r"use Test::Deep;|sub testhumaneval \{|\s*my \$candidate = \\&\w+;"
        r"|\s*print \"ok!\" \}else\{|\s*exit 1;|\s*\}|testhumaneval\(\);|\s*",
        counted="$newtongue_ran++;",
        replace=(
            (r"^use Test::Deep;$", "use Test::Deep;\n" + _SAY),
            (r"^testhumaneval\(\);$", "testhumaneval();\n" + _ANSWER),
        ),
    )

    def adapt(self, tests: str) -> tuple[str, int]:
        # the runner leaves in silence
        said = 'newtongue_say("failed $newtongue_ran ");\nexit(1);'
        text, assertions = super().adapt(tests)
        return re.sub(r"^ *exit 1;$", said, text, flags=re.MULTILINE), assertions


class _Expected(Perl):
    """Literals in which false can be told from an empty text."""

    truth = ("!!0", "!!1")


def _keys(values: Collection[Any]) -> None:
    """Raise Unsupported unless these become as many texts, as Perl writes them."""
    if not all(isinstance(k, str | int | float) for k in values):
        raise Unsupported("a key that is None or a container")
    plain = ((1 if k else "") if isinstance(k, bool) else k for k in values)
    texts = {f"{k:.15g}" if isinstance(k, float) else str(k) for k in plain}
    if len(texts) < len(values):
        raise Unsupported("keys that become one text")


_EXPECTED = _Expected()
language = Perl()
