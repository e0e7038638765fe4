"""Private keys are found however a file quotes and indents them, and nothing else changes."""

from __future__ import annotations

import ast
import json
import random
import re
import string

import pytest
import yaml

from newtongue.curate.pii import find, find_plainly, redact

DRAWN = random.Random(5)
LINES = ["".join(DRAWN.choices(string.ascii_letters + string.digits + "+/", k=64)) for _ in "12345"]
LINES.append("".join(DRAWN.choices(string.ascii_letters + string.digits, k=26)) + "==")
BLOCK = ["-----BEGIN RSA PRIVATE KEY-----", *LINES, "-----END RSA PRIVATE KEY-----"]
FORMS = {
    "plain": ("", "\n", "\n"),
    "crlf": ("", "\r\n", "\r\n"),
    "yaml": ("data:\n  key: |\n    ", "\n    ", "\n  other: x\n"),
    "tabs": ("\t\t\t\t", "\n\t\t\t\t", "\n"),
    "java": ('String k = "', '\\n" +\n        "', '\\n";\n'),
    "java, sign first": ('String k = "', '\\n"\n        + "', '\\n";\n'),
    "python, adjacent": ('k = (\n    "', '\\n"\n    "', '\\n"\n)\n'),
    "python, bytes": ('k = (\n    b"', '\\n"\n    b"', '\\n"\n)\n'),
    "python, added": ('k = ""\nk += "', '\\n"\nk += "', '\\n"\n'),
    "c": ('char *k = "', '\\n" \\\n  "', '\\n";\n'),
    "basic": ('k = "', '" & vbCrLf & _\n    "', '"\n'),
    "php": ("$k = '", "' . PHP_EOL .\n  '", "';\n"),
    "list": ("k = ['", "',\n    '", "']\n"),
    "comment": ("# ", "\n# ", "\n"),
    "json": ('{"k": "', "\\n", '"}'),
    "entities": ("<k>", "&#10;", "</k>"),
    "escaped": ("k=", "%0A", "\n"),
    "one line": ("k: ", " ", "\n"),
    "encrypted": ("", "\n", "\n"),
}


def form_of(name, block=BLOCK):
    head, between, tail = FORMS[name]
    if name == "encrypted":
        block = [
            block[0],
            "Proc-Type: 4,ENCRYPTED",
            "DEK-Info: AES-128-CBC,6A5B0F1C",
            "",
            *block[1:],
        ]
    return head + between.join(block) + tail


@pytest.mark.parametrize("end", [True, False])
@pytest.mark.parametrize("name", FORMS)
def test_no_line_is_left_and_all_else_stays(name, end):
    text = form_of(name, BLOCK if end else BLOCK[:-1])
    spans = find(text)
    assert {span.kind for span in spans} == {"key"}
    assert spans == find_plainly(text)
    made = redact(text, spans, seed=1)
    assert not any(line[:24] in made for line in LINES)
    shape = re.escape(text)
    for line in LINES:
        shape = shape.replace(re.escape(line), rf"[A-Za-z0-9+/=]{{{len(line)}}}")
    assert re.fullmatch(shape, made)
    assert redact(made, find(made), seed=2) == made
    if name.startswith("python"):
        ast.parse(made)


def test_files_still_say_the_same_around_a_key():
    made = redact(form_of("json"), find(form_of("json")))
    assert json.loads(made)["k"].split("\n")[0] == BLOCK[0]
    made = redact(form_of("yaml"), find(form_of("yaml")))
    data = yaml.safe_load(made)["data"]
    assert data["other"] == "x"
    assert [len(line) for line in data["key"].split("\n")[:-1]] == [len(line) for line in BLOCK]


def test_code_below_a_key_that_was_cut_stays():
    code = "import os\nsome_thing = aVeryLongName1OfAFunction(3)\n"
    text = 'k = """' + "\n".join(BLOCK[:4]) + '"""\n' + code
    assert redact(text, find(text)).endswith('"""\n' + code)


@pytest.mark.parametrize(
    "text",
    [
        f'k = "{BLOCK[0]}\\n" + encodedKeyBody64 + "\\n{BLOCK[-1]}"',
        f"if '{BLOCK[0]}' in text:\n    x = someVeryLongIdentifier123456789AndMoreOfIt(2)\n",
        f"{BLOCK[0]}\n<your private key here>\n{BLOCK[-1]}",
        f"{BLOCK[0]}\nMIIEpAIBAAKCAQEA...\n{BLOCK[-1]}",
    ],
)
def test_no_key_between_the_lines(text):
    assert find(text) == []
