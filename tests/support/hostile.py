"""Three hundred strings that mean something to one program or another."""

import itertools

MARKUP = [
    '<script>alert("x")</script>',
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script src=//evil.example></script>',
    "'><b onclick=alert(1)>",
    "</title><script>x</script>",
    "</textarea><script>x</script>",
    "<!--",
    "-->",
    "<![CDATA[x]]>",
    "&lt;script&gt;",
    "&#60;b&#62;",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<iframe srcdoc='<script>x</script>'>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//e>",
    '" autofocus onfocus=alert(1) x="',
    "' style='position:fixed",
    "<math><mi xlink:href=javascript:x>",
]
TEMPLATES = [
    "{{ 7*7 }}",
    "{{ config }}",
    "{% include '/etc/passwd' %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{ ''.__class__.__mro__ }}",
    "%(n)s",
    "%s%s%s%n",
    "{0}",
    "{name}",
    "%%",
    "%(",
    "$(id)",
    "`id`",
]
QUERIES = [
    "' OR '1'='1",
    "'; DROP TABLE event; --",
    '" OR ""="',
    "1; DELETE FROM event",
    "') UNION SELECT 1 --",
    "\\'; --",
    "%' AND 1=1 --",
    "_%",
    "NULL",
    "1/0",
    "0x3C736372697074",
]
TABLES = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example")',
    ";=1+1",
    '"=1+1',
    "a;b",
    "a,b",
    'a"b',
    '""',
    "'=1+1",
    " =1+1",
    "＝1+1",
]
LINES = [
    "a\r\nX-Injected: yes",
    "a\nEND:VEVENT",
    "a\r\nBEGIN:VALARM",
    "a\rb",
    "a\x0bb",
    "a\x0cb",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "a\\nb",
    "a\\,b\\;c",
    "BEGIN:VCALENDAR",
    "a\tb",
    "\t=1+1",
]
SIGNS = [
    "\u202eevil",
    "\u2066x\u2069",
    "a\u200bb",
    "\ufeffa",
    "a\x00b",
    "a\x1b[31mb",
    "a\x07b",
    "a\x7fb",
    "e\u0301" * 20,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "مرحبا",
    "שלום",
    "ﷺ" * 20,
    "İıſK",
    "\udbff".encode("utf-8", "replace").decode(),
    "ß" * 60,
    "𝕏" * 50,
    "ａｂｃ",
    "\u0600",
    "\U000e0041",
]
PATHS = [
    "../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "C:\\x",
    "file:///etc/passwd",
    "javascript:x",
    "data:text/html,x",
    "//evil.example",
    "http://evil.example/?a=b&c=d",
    "a?b#c&d=e",
    "%2e%2e%2f",
    "%00",
]
ORDINARY = [
    "O'Brien & Zn. <de>",
    "50% korting!",
    "5 > 3",
    "Café “Ons Huis”",
    "a" * 119,
    "1e309",
    "-0",
]


def _strings() -> list[str]:
    base = [*MARKUP, *TEMPLATES, *QUERIES, *TABLES, *LINES, *SIGNS, *PATHS, *ORDINARY]
    mixed = [f"{one}{other}" for one, other in itertools.combinations(base, 2) if one != other]
    return [*base, *mixed[:: max(1, len(mixed) // (300 - len(base)))]][:300]


STRINGS = _strings()
