"""A page whose links are led elsewhere stays what it is, to the byte, in all else."""

from __future__ import annotations

import pytest

from lanterne.hub.showcase.markup import Guide, led, links_in

PAGE = """<!doctype html>
<html lang="fr"><head>
<meta charset="utf-8">
<link rel="stylesheet" href="/static/a.css">
<script src="/static/a.js" defer></script></head>
<body class='x' data-n=1><!-- of ours --><p>a &amp; b &#x27;c&#x27; &lt;i&gt;
<a href="/fr/x/?a=1&amp;b=2">to x</a>
<a class="c" href="/fr/nothing" title="t">to nothing <b>bold</b></a> <a id="here">no link</a>
<a href="/fr/latest"><bdi>/fr/latest</bdi></a> /fr/latest
<picture><source srcset="/fr/dark.svg"><img src="/fr/light.svg" alt="&quot;"></picture>
<svg viewBox="0 0 9 9"><rect width="9"/><g><path d="M0 0"/></g></svg>
<form role="search" action="/fr/search/"><input name="q"><a href="/fr/in-a-form">x</a></form>
<form id="asked-by-a-script"><input></form>
<script type="application/ld+json">{"a": "<\\/p> & b"}</script></p></body></html>
"""


def test_what_leads_to_where_it_did_stays_as_it_is():
    kept = PAGE.replace('<form role="search"', "<form").split("<form action")
    page = kept[0] + kept[1].split("</form>", 1)[1]
    assert led(page, Guide(str)) == page


def test_links_are_those_of_elements_and_no_others():
    assert links_in(PAGE) == (
        "/static/a.css",
        "/static/a.js",
        "/fr/x/?a=1&b=2",
        "/fr/nothing",
        "/fr/latest",
        "/fr/dark.svg",
        "/fr/light.svg",
        "/fr/search/",
    )


def test_links_are_led_and_what_leads_nowhere_becomes_text():
    guide = Guide(
        lambda link: None if "nothing" in link else f'x"{link}',
        lambda link: f"shown{link}",
        lambda form: f"[{form['role']}]",
        "<meta>",
    )
    page = led(PAGE, guide)
    assert '<meta charset="utf-8">\n<meta>\n<link rel="stylesheet" href="x&quot;/static' in page
    assert '<a href="x&quot;/fr/x/?a=1&amp;b=2">to x</a>' in page
    assert '<span class="c">to nothing <b>bold</b></span> <a id="here">no link</a>' in page
    assert "<bdi>shown/fr/latest</bdi></a> /fr/latest\n" in page
    assert '[search]\n<form id="asked-by-a-script"><input></form>' in page
    assert '{"a": "<\\/p> & b"}' in page


def test_a_picture_that_is_nowhere_is_a_fault():
    with pytest.raises(LookupError, match="light"):
        led(PAGE, Guide(lambda link: None if "light" in link else link))
