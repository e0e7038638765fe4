"""Strict mode: what each call gives is written down as it is; what it should be is not here."""
import builtins as newtongue_b

newtongue_ran = []


def newtongue_say(*words):
    with newtongue_b.open("/dev/fd/4", "w", encoding="utf-8", errors="replace") as channel:
        channel.write(" ".join(newtongue_b.map(newtongue_b.str, words)) + "\n")


def newtongue_quoted(text, b=newtongue_b):
    codes = b.list(b.map(b.ord, b.str.__iter__(text)))
    if b.any(0xD800 <= code < 0xE000 for code in codes):  # two of them would be read as one
        return '["codes",' + ",".join(b.map(b.str, codes)) + "]"
    parts = []
    for c in b.str.__iter__(text):
        code = b.ord(c)
        if 32 <= code < 127 and c not in '"\\':
            parts.append(c)
        elif code < 0x10000:
            parts.append("\\u%04x" % code)
        else:
            code -= 0x10000
            parts.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
    return '"' + "".join(parts) + '"'


# Containers are read by the built-in types' own methods; leaves must be of exactly built-in types.
# The key of a dict and the member of a set must be of exactly such types all the way down.
def newtongue_form(x, room, key=False, b=newtongue_b):
    kind = b.type(x)
    if kind is b.bool or x is None:
        text = "null" if x is None else "true" if x else "false"
    elif kind is b.int:
        newtongue_take(room, x.bit_length() // 4)
        text = '["int","' + b.hex(x) + '"]'
    elif kind is b.float:
        text = '["float","' + b.repr(x) + '"]'
    elif kind is b.str:
        newtongue_take(room, b.len(x))
        text = newtongue_quoted(x)
    else:
        newtongue_take(room, 12)
        return newtongue_items(x, kind, room, key)
    newtongue_take(room, b.len(text) + 1)
    return text


def newtongue_items(x, kind, room, key, b=newtongue_b):
    for name, base in (("list", b.list), ("tuple", b.tuple), ("set", b.set), ("set", b.frozenset)):
        if kind is base or (b.issubclass(kind, base) and not key):
            inside = key or name == "set"
            parts = [newtongue_form(y, room, inside) for y in base.__iter__(x)]
            return '["' + ",".join([name + '"', *parts]) + "]"
    if b.issubclass(kind, b.dict) and not key:
        pairs = [
            "[" + newtongue_form(k, room, True) + "," + newtongue_form(y, room) + "]"
            for k, y in b.dict.items(x)
        ]
        return '["' + ",".join(['dict"', *pairs]) + "]"
    name = b.type.__dict__["__name__"].__get__(kind)
    return '["other",' + newtongue_quoted(name[:40]) + "]"


def newtongue_take(room, size):
    room[0] -= size
    if room[0] < 0:
        raise newtongue_b.OverflowError


def newtongue_value(index, got, b=newtongue_b):
    try:
        text = newtongue_form(got, [ROOM])
    except b.Exception:
        text = '["other","too large"]'
    newtongue_say("value", index, text)
    newtongue_ran.append(index)


CHECKS

newtongue_say("ready", newtongue_b.len(newtongue_ran))
with newtongue_b.open("/dev/fd/3") as newtongue_nonce:
    newtongue_say("nonce", newtongue_nonce.readline().strip())
