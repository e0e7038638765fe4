"""Programs that attack, and completions that fake success: data, and tests of what becomes of them.

base.py         what an attack on the sandbox is, and the machine around it that is watched
in_*.py         the attacks, a table for each language
test_attacks.py runs them, as root and as an ordinary user
cheats*.py      completions that fake success, a table for each language
test_cheats.py  judges them; what default mode accepts must stand in docs/security.md
catalogue.py    every kind of attack and the tests that make it, here and in tests/sandbox
"""
