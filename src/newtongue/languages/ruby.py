"""Ruby: untyped; a list or tuple is an Array, a dict a Hash, a set a Set, None nil.

Integers have any size. A Hash finds a key of another number type (1 and 1.0) as Python does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newtongue.core.completion import Outcome
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = r"""
$newtongue_ran = 0

def newtongue_say(line)
  ::File.open("/dev/fd/4", "w") { |channel| channel.write(line, "\n") }
end
"""

_ANSWER = """
newtongue_say("ready #{$newtongue_ran}")
newtongue_say("nonce #{::File.open("/dev/fd/3", &:gets).to_s.chomp}")
"""

# What a class of its own says of itself counts for nothing: its numbers are the floats that they
# give, its arrays, sets and hashes are copied into plain ones.
_CHECK = r"""
def newtongue_number(got)
  return got if [::Integer, ::Float, ::Rational].any? { |kind| kind === got }
  ::Kernel.Float(got, exception: false) if ::Numeric === got
end

def newtongue_same(got, want, tolerance)
  case want
  when ::Numeric
    got = newtongue_number(got)
    return false unless got
    near = tolerance > 0 && (got - want).abs <= tolerance
    want == got || (got != got && want != want) || near
  when ::Array
    return false unless ::Array === got
    items = [] + got
    items.size == want.size &&
      want.each_index.all? { |i| newtongue_same(items[i], want[i], tolerance) }
  when ::Set
    return false unless ::Set === got
    items = ::Set.new([] + ::Set.instance_method(:to_a).bind_call(got))
    items.size == want.size &&
      want.all? { |x| items.include?(x) || items.any? { |y| newtongue_same(y, x, 0) } }
  when ::Hash
    return false unless ::Hash === got
    items = {}.merge(got)
    items.size == want.size && want.all? do |key, x|
      pairs = items.key?(key) ? [[key, items[key]]] : items
      pairs.any? { |k, y| newtongue_same(k, key, 0) && newtongue_same(y, x, tolerance) }
    end
  else
    want.eql?(got)
  end
end

def newtongue_check(index, got, want, tolerance)
  unless newtongue_same(got, want, tolerance)
    text = got.inspect.scrub("?").gsub(/[^[:print:]]|\p{Cf}/, "?")
    newtongue_say("failed #{index} #{text[0, SHOWN]}")
    ::Kernel.exit(1)
  end
  $newtongue_ran += 1
end

"""


class Ruby(Language):
    """An untyped language with literals for everything but sets."""

    title, aliases, extension, fence = "Ruby", ("rb",), ".rb", "ruby"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}", "def {name}({params})"
    typed = False
    containers = table("list: [{items}] | tuple: [{items}] | set: Set[{items}] | dict: {{{items}}}")
    pair = "{} => {}"
    nothing = absent = "nil"
    floats = table("inf: Float::INFINITY | -inf: -Float::INFINITY | nan: Float::NAN")
    keywords = (  # and what every object answers to: a function of that name would stand before it
        "BEGIN END __ENCODING__ __FILE__ __LINE__ alias and begin break case class def defined do "
        "else elsif end ensure false for if in module next nil not or redo rescue retry return "
        "self super then true undef unless until when while yield "
        "hash initialize inspect method_missing"
    )
    terms = table(
        "list: array | tuple: array | dictionary: hash | dict: hash | None: nil | True: true"
        " | False: false"
    )
    closing = "end\n"
    harness = f'\n::Kernel.require "set"\n{_SAY}{_CHECK}CHECKS\n{_ANSWER}'
    leave = ("    ::Kernel.exit(1)\n", "")
    # eql?: 3 and 3.0 differ, nan is nan
    lookup = '  args = [PARAMS]\nROWS\n  raise "no such case"\nend\n'
    answer = "  return {answer} if args.eql?([{args}])\n"

    def value_int(self, v: int, t: Type) -> str:
        # Python refuses to write long decimals
        return str(int(v)) if v.bit_length() < 10_000 else hex(v)

    def value_str(self, v: str, t: Type) -> str:
        return re.sub(r"#(?=[{$@])", r"\\#", super().value_str(v, t))

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def opening(self, signature: Signature) -> str:
        used = any(t.name == "set" for t in signature.types())
        return 'require "set"\n\n' if used else ""

    def head(self, signature: Signature) -> str:
        return super().head(_small(signature))

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        return super().stub(_small(signature), cases)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"ruby": ("ruby",), "prlimit": ("prlimit",)},
        version=("{ruby}", "--version"),
        least=(3, 0),
        apt=("ruby", "ruby-test-unit"),
    )
    source = "main.rb"
    run = command("{ruby} --disable=did_you_mean,error_highlight,rubyopt {source}")
    warm = ("{prlimit}", "--sigpending=0:", *run[:-1], "-r{boot}", "{source}")

    # -- read ----------------------------------------------------------------
    stops = ("\nend",)
    errors = (
        # what stopped a running program names a method: `main.rb:2:in`
        (Outcome.SYNTAX, r"\A(?:main\.rb:\d+: warning: .*\n)*main\.rb:(?: -->|\d+: (?!warning))"),
        (Outcome.MEMORY, r"failed to allocate memory \(NoMemoryError\)"),
        (Outcome.ASSERTION, r"^Failure: "),
    )
    line_pattern = r"main\.rb:(\d+):"
    foreign = Foreign(
        assertion=r"\s*assert_equal\(",
        scaffold=r"require 'test/unit'|class TestHumanEval < Test::Unit::TestCase"
        r"|\s*def test_\w+|\s*candidate = method\(:\w+\)|\s*end|\s*",
        counted="    $newtongue_ran += 1",
        replace=(
            (
                r"^require 'test/unit'$",
                "require 'test/unit'\nTest::Unit::AutoRunner.need_auto_run = false\n" + _SAY,
            ),
            # the runner's last act is to run when the program ends
            (r"(?<=^end)\s*\Z", "\nexit 1 unless Test::Unit::AutoRunner.run\n" + _ANSWER),
        ),
    )


def _small(signature: Signature) -> Signature:
    """The same with parameters that can't be taken for constants."""
    params = (replace(p, name=p.name[:1].lower() + p.name[1:]) for p in signature.params)
    return replace(signature, params=tuple(params))


language = Ruby()
