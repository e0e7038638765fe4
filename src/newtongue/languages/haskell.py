"""Haskell: OCaml's kin, with lazy lists and arrows in a signature of its own line.

Defined here as there: a dict is an association list and a set a list, both in any order. Imports
would have to come first, so that the harness has the Prelude alone, by its full name: a problem
called `gcd` hides that of the Prelude.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table
from newtongue.languages.ocaml import OCaml

_SAY = r"""
newtongue_say :: Prelude.String -> Prelude.IO ()
newtongue_say line =
  Prelude.length line `Prelude.seq` Prelude.writeFile "/dev/fd/4" (line ++ "\n")

newtongue_answer :: Prelude.Int -> Prelude.IO ()
newtongue_answer ran = do
  newtongue_say ("ready " ++ Prelude.show ran)
  nonce <- Prelude.readFile "/dev/fd/3"
  newtongue_say ("nonce " ++ Prelude.takeWhile (/= '\n') nonce)
"""

# an answer of any type, made along its type
_CHECK = """
data Newtongue
  = Newtongue_leaf Prelude.String
  | Newtongue_float Prelude.Double
  | Newtongue_dict [(Newtongue, Newtongue)]
  | Newtongue_list Prelude.String [Newtongue] Prelude.String

newtongue_same :: Prelude.Double -> Newtongue -> Newtongue -> Prelude.Bool
newtongue_same _ (Newtongue_leaf a) (Newtongue_leaf b) = a == b
newtongue_same near (Newtongue_float a) (Newtongue_float b) =
  a == b || (a /= a && b /= b) || (near > 0 && Prelude.abs (a - b) <= near)
newtongue_same near (Newtongue_list _ a _) (Newtongue_list _ b _) = newtongue_each near a b
newtongue_same near (Newtongue_dict a) (Newtongue_dict b) =
  newtongue_met near (Prelude.take (Prelude.length b + 1) a) b
newtongue_same _ _ _ = Prelude.False

newtongue_each near (x : a) (y : b) = newtongue_same near x y && newtongue_each near a b
newtongue_each _ a b = Prelude.null a && Prelude.null b

newtongue_met near a ((key, y) : b)
  | (before, (_, x) : after) <- Prelude.break (newtongue_same 0 key Prelude.. Prelude.fst) a =
      newtongue_same near x y && newtongue_met near (before ++ after) b
newtongue_met _ a b = Prelude.null a && Prelude.null b

newtongue_show (Newtongue_leaf text) = text
newtongue_show (Newtongue_float x) = Prelude.show x
newtongue_show (Newtongue_dict x) = newtongue_show (Newtongue_list "[" [y | (_, y) <- x] "]")
newtongue_show (Newtongue_list left items right) =
  left ++ Prelude.drop 2 (Prelude.concatMap ((", " ++) Prelude.. newtongue_show) items) ++ right

newtongue_none x = Newtongue_leaf (Prelude.show (x :: ()))
newtongue_int x = Newtongue_leaf (Prelude.show (x :: Prelude.Int))
newtongue_bool x = Newtongue_leaf (Prelude.show (x :: Prelude.Bool))
newtongue_str x = Newtongue_leaf (Prelude.show (x :: Prelude.String))
newtongue_float x = Newtongue_float (x + 0.0)
newtongue_list item x = Newtongue_list "[" (Prelude.map item x) "]"
newtongue_set item x = Newtongue_dict [(item y, item y) | y <- x]
newtongue_dict key item x =
  Newtongue_dict [(key k, Newtongue_list "(" [key k, item v] ")") | (k, v) <- x]
newtongue_optional item Prelude.Nothing = Newtongue_leaf "Nothing"
newtongue_optional item (Prelude.Just x) = Newtongue_list "Just (" [item x] ")"

newtongue_check ::
  Prelude.Int -> (a -> Newtongue) -> Prelude.Double -> a -> a -> Prelude.IO Prelude.Int
newtongue_check index kind near got want
  | newtongue_same near (kind got) (kind want) = Prelude.return 1
  | Prelude.True = do
      let text = Prelude.take SHOWN (newtongue_show (kind got))
      newtongue_say ("failed " ++ Prelude.show index ++ " " ++ text)
      Prelude.ioError (Prelude.userError "wrong")

newtongue_checks :: [Prelude.IO Prelude.Int]
newtongue_checks =
CHECKS
  []

main :: Prelude.IO ()
main = Prelude.sequence newtongue_checks Prelude.>>= (newtongue_answer Prelude.. Prelude.sum)
"""
_PRELUDE = """
abs acos acosh all and any appendFile asTypeOf asin asinh atan atan2 atanh break ceiling compare
concat concatMap const cos cosh curry cycle decodeFloat div divMod drop dropWhile either elem
encodeFloat enumFrom enumFromThen enumFromThenTo enumFromTo error errorWithoutStackTrace even exp
exponent fail filter flip floatDigits floatRadix floatRange floor fmap foldMap foldl foldl1 foldr
foldr1 fromEnum fromInteger fromIntegral fromRational fst gcd getChar getContents getLine head id
init interact ioError isDenormalized isIEEE isInfinite isNaN isNegativeZero iterate last lcm length
lex lines log logBase lookup map mapM mapM_ mappend max maxBound maximum maybe mconcat mempty min
minBound minimum mod negate not notElem null odd or otherwise pi pred print product properFraction
pure putChar putStr putStrLn quot quotRem read readFile readIO readList readLn readParen reads
readsPrec realToFrac recip rem repeat replicate return reverse round scaleFloat scanl scanl1 scanr
scanr1 seq sequence sequenceA sequence_ show showChar showList showParen showString shows showsPrec
significand signum sin sinh snd span splitAt sqrt subtract succ sum tail take takeWhile tan tanh
toEnum toInteger toRational traverse truncate uncurry undefined unlines until unwords unzip unzip3
userError words writeFile zip zip3 zipWith zipWith3
"""


class Haskell(OCaml):
    """Curried functions whose type stands above them."""

    title, aliases, extension, fence = "Haskell", ("hs",), ".hs", "haskell"

    # -- write ---------------------------------------------------------------
    comment = "--"
    types = table(
        "int: Int | float: Double | bool: Bool | str: String | none: () | list: [{}]"
        " | set: [{}] | dict: [({}, {})] | optional: Maybe {} | tuple: ({})"
    )
    absent, some, between = "Nothing", "Just {}", ", "
    row_of = '(\\({names}) -> Newtongue_list "(" [{items}] ")")'
    assertion = "  newtongue_check {index} {kind} {near!r} ({call}) {want} :"
    floats = table("inf: (1/0) | -inf: (-1/0) | nan: (0/0)")
    surrogates = True
    keywords = (
        "_ case class data default deriving do else foreign if import in infix infixl infixr "
        "instance let main module newtype of then type where"
    )
    terms = table(
        "dictionary: association list | dict: association list | array: list | None: Nothing"
    )
    harness = _SAY + _CHECK
    leave = (
        '      Prelude.ioError (Prelude.userError "wrong")\n',
        "      Prelude.return 0\n",
    )
    # nan shows as nan, though it doesn't equal itself
    lookup = """\
  let newtongue known = Prelude.show known == Prelude.show ((PARAMS) `Prelude.asTypeOf` known)
  in case () of
    _
ROWS
      | Prelude.True -> Prelude.error "no such case"
"""
    answer = "      | newtongue ({args}) -> {answer}\n"

    def type(self, t: Type) -> str:
        t, kind = self.shape(t), super().type(t)  # refuses a tuple of one
        return f"({', '.join(map(self.type, t.of))})" if t.name == "tuple" else kind

    def value_bool(self, v: bool, t: Type) -> str:
        return str(v)

    def value_int(self, v: int, t: Type) -> str:
        return Language.value_int(self, v, t)

    def escape(self, code: int) -> str:
        return f"\\{code}\\&"

    def character(self, c: str) -> str:  # a character newer than GHC's Unicode ends its reading
        old = unicodedata.ucd_3_2_0.category(c) != "Cn"
        return super().character(c) if old else self.escape(ord(c))

    def doc(self, text: str) -> str:
        return Language.doc(self, f"| {text}")

    def opening(self, signature: Signature) -> str:
        name = self.identifier(signature.name)
        hides = name in _PRELUDE.split()
        return f"import Prelude hiding ({name})\nimport qualified Prelude\n\n" if hides else ""

    def head(self, signature: Signature) -> str:
        name = self.identifier(signature.name)
        types = [self.type(t) for t in (*(p.type for p in signature.params), signature.returns)]
        equation = " ".join([name, *self.names(signature), "="])
        return f"{name} :: {' -> '.join(types)}\n{equation}\n"

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        values = map(self.atom, self.arguments(signature, args))
        return " ".join([self.identifier(signature.name), *values])

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"ghc": ("ghc",)},
        version=("{ghc}", "--numeric-version"),
        least=(8, 8),
        apt=("ghc",),
        readable=("/var/lib/ghc/package.conf.d",),
    )
    source = "main.hs"
    # interpreted: a third of the time of compiling and linking
    build: ClassVar[tuple[str, ...]] = ()
    run = command("{ghc} -ignore-dot-ghci -w -e main {source}")
    environment = {"PATH": "/usr/bin:/bin", "HOME": "."}
    address_space, prepare, resident = False, (), ()

    # -- read ----------------------------------------------------------------
    # a helper may stand at the margin, but neither a comment nor a type of its own
    stops = ("\n--", "\n{-", *(f"\n{w} " for w in command("main import module type data newtype")))
    error_line = r"^main\.hs:\S+ error:[\s\S]*?(?=\n\s*\n|\Z)"
    errors = (
        (Outcome.SYNTAX, r"error:\s+(?:[Pp]arse error|lexical error|Unexpected|The last )"),
        (Outcome.TYPE, r"Couldn't match|No instance|Ambiguous type|Occurs check|infinite type"),
        (Outcome.MEMORY, r"out of memory|[Hh]eap (?:exhausted|overflow)|stack overflow"),
        (Outcome.ASSERTION, r"^\S+: [Aa]ssertion failed"),
    )
    line_pattern = r"main\.hs:\(?(\d+)[:,]"
    foreign = Foreign(
        assertion=r"  if ",
        scaffold=r"main :: IO \(\)|main = do|  let candidate = \w+|  pure \(\)|\s*",
        counted="  newtongue_ran <- pure (newtongue_ran + 1)",
        replace=(
            (r"^main :: IO \(\)$", _SAY + "\nmain :: IO ()"),
            (r"^main = do$", "main = do\n  let newtongue_ran = 0"),
            (r"^  pure \(\)$", "  newtongue_answer newtongue_ran"),
        ),
    )


language = Haskell()
