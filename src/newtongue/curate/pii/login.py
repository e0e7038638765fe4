"""Users and passwords in URLs, on command lines and in calls whose arguments have their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newtongue.curate.pii.entropy import is_placeholder
from newtongue.curate.pii.scan import loosened
from newtongue.curate.pii.span import Claim
from newtongue.curate.pii.values import NOBODY, is_password, is_username

W = r"[ \t]"
STRING = W + r"*[\"'](?P<{}>[^\"'\n]{{2,80}})[\"']"
PAIR = STRING.format("user") + "," + STRING.format("password")
URL = r"[a-z][a-z0-9+.-]{1,20}://(?P<user>[^\s:/@\"'<>]{0,64}):(?P<password>[^\s/@\"'<>]{1,100})@"
CALLS = (
    rf"SetBasicAuth\({PAIR}",
    rf"(?:mysqli?_p?connect|mysqli|ftp_login|imap_open){W}?\((?:[^,()\n]{{1,80}},){{1,2}}?{PAIR}",
    (
        rf"(?:DBI->connect|new PDO|DriverManager\.getConnection){W}?"
        rf"\({W}*[\"'][^\"'\n]{{3,200}}[\"'],{PAIR}"
    ),
    rf"(?<![\w.])(?:auth|basic_auth|proxy_auth){W}?[=:]{W}?[(\[]{PAIR}",
    (
        rf"(?:\blogin|[._]login|authenticate|basic_?auth|PasswordAuthentication|Credentials?|http_auth)"
        rf"\({PAIR}{W}*\)"
    ),
    rf"\bmachine{W}+\S+{W}+login{W}+(?P<user>\S{{2,40}}){W}+password{W}+(?P<password>\S{{4,60}})",
    rf"[\s\"'](?P<user>[a-z][\w.-]{{1,31}}):(?P<password>[^\s:\"']{{4,60}})[\"']?{W}*\|{W}*chpasswd",
    rf"{W}--?(?:password|passwd|pass){W}+[\"']?(?P<password>[^\s\"'$-][^\s\"'$]{{4,60}})",
    (
        rf"\b(?:curl|wget|http){W}[^\n]{{0,80}}?-u{W}?[\"']?"
        r"(?P<user>[\w.@+-]{2,40}):(?P<password>[^\s\"']{3,60})"
    ),
    rf"\bsshpass{W}+-p{W}?[\"']?(?P<password>[^\s\"']{{3,60}})",
    (
        rf"\b(?:mysql|mysqldump|mysqladmin|psql)\b[^\n]{{0,80}}?{W}-u{W}?(?P<user>[\w.-]{{2,40}})"
        rf"(?:[^\n]{{0,40}}?{W}-p[\"']?(?P<password>[^\s\"'$]{{3,60}}))?"
    ),
    (
        rf"\b(?:docker|podman|helm|twine|oc|cf){W}[^\n]{{0,80}}?{W}-u{W}?(?P<user>[\w.-]{{2,40}})"
        rf"{W}(?:[^\n]{{0,40}}?{W})?-p{W}?[\"']?(?P<password>[^\s\"'$]{{3,60}})"
    ),
    rf"\bpsql\b[^\n]{{0,80}}?{W}-U{W}?(?P<user>[\w.-]{{2,40}})",
    rf"CREATE{W}+(?:USER|ROLE){W}+[\"'`]?(?P<user>[\w.-]{{2,40}})[\"'`]?",
    rf"\bTO{W}+[\"'](?P<user>[\w.-]{{2,40}})[\"']@[\"']",
    rf"IDENTIFIED{W}+BY{W}+[\"'](?P<password>[^\"'\n]{{4,80}})[\"']",
    rf"\bssh{W}+(?:-\w+{W}+\S+{W}+)?(?P<user>[\w.-]{{2,40}})@(?=[\w.]+)",
    rf"Basic{W}+(?P<basic>[A-Za-z0-9+/]{{12,120}}={{0,2}})(?![\w+/=])",
)
HINTS = (
    *loosened(
        r"[A-Za-z0-9+.-]://[^\s:/@\"'<>]{0,64}:[^\s/@\"'<>]{1,100}@",
        rf"(?i:SetBasicAuth|mysqli?_p?connect|mysqli|ftp_login|imap_open){W}?\(",
        rf"(?i:DBI->connect|new PDO|DriverManager\.getConnection){W}?\(",
        rf"(?i:auth{W}?[=:]{W}?[(\[])",
        r"(?i:(?:login|authenticate|basic_?auth|PasswordAuthentication|Credentials?|http_auth)\()",
        rf"(?i:machine{W}+\S+{W}+login{W})",
        rf"(?i:\|{W}*chpasswd|--?(?:password|passwd|pass){W})",
        rf"(?i:curl|wget|http|docker|podman|helm|twine|oc|cf){W}[^\n]{{0,80}}?-(?i:u)",
        rf"(?i:sshpass{W}+-p|mysql|psql|CREATE{W}+(?:USER|ROLE){W}|IDENTIFIED{W}+BY{W}|ssh{W})",
        rf"(?i:TO{W}+[\"'][\w.-]{{2,40}}[\"']@)",
    ),
    rf"(?i:Basic{W}+[A-Za-z0-9+/]{{12}})",
)
IN_URL = re.compile(URL, re.ASCII | re.IGNORECASE)
IN_CALL = tuple(re.compile(pattern, re.ASCII | re.IGNORECASE) for pattern in CALLS)
SIGNS = re.compile(r"[${}%<>\[\]*]|#\{|\\\(")


def find(text: str, start: int, end: int) -> Iterator[Claim]:
    """Claims of users and passwords whose place tells what they are."""
    if text.find("://", start, end) >= 0:
        for hit in IN_URL.finditer(text, start, end):
            yield from _url(hit)
    for pattern in IN_CALL:
        for hit in pattern.finditer(text, start, end):
            yield from _call(hit)


def _url(hit: re.Match[str]) -> Iterator[Claim]:
    """A password that is a template, or common, leaves the whole of it alone."""
    user, password = hit["user"], hit["password"]
    template = SIGNS.search(user) or SIGNS.search(password)
    common = password.lower() in NOBODY or re.fullmatch(
        r"(?i)[a-z]{1,6}|pass\w*|pwd|secret|token|\W*|x-oauth-basic|my_?pass\w*", password
    )
    if template or common or is_placeholder(password) or password == user or len(password) < 4:
        yield Claim(hit.start("user"), hit.end(), None)
        return
    if len(user) > 2 and user.lower() not in NOBODY and not is_placeholder(user):
        yield Claim(*hit.span("user"), "username")
    yield Claim(*hit.span("password"), "password")


def _call(hit: re.Match[str]) -> Iterator[Claim]:
    groups = hit.groupdict()
    password, user = groups.get("password"), groups.get("user")
    if groups.get("basic") and any(map(str.isupper, groups["basic"][1:])):
        yield Claim(*hit.span("basic"), "password")
    if password and is_password(password, quoted=True):
        yield Claim(*hit.span("password"), "password")
    if user and is_username(user, quoted=True) and "$" not in user:
        yield Claim(*hit.span("user"), "username", weak="password" not in groups)
