"""HTML as a reader sees it: numbers whole, cells and blocks apart, hidden text out, time bounded."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.html_text import MOST_CHARACTERS, html_to_text


def text(source: str) -> str:
    """The text alone."""
    return html_to_text(source)[0]


@pytest.mark.parametrize(("source", "expected"), [
    ("FA-<b>2024</b>-<span>0117</span>", "FA-2024-0117"),
    ("FA-<font color=red>20</font><i>2</i>4-<a href='#'>0117</a>", "FA-2024-0117"),
    ("FA-&shy;2024&#8203;-<wbr>0117&zwnj;", "FA-2024-0117"),
    ("FA-<!-- x -->2024", "FA-2024"),
    ("<p>FA-2024\n  -0117</p>", "FA-2024 -0117"),
    ("<b>facture</b> <b>FA-1</b>", "facture FA-1"),
    ("<b>facture </b><b>FA-1</b>", "facture FA-1"),
    ("facture<br>FA-1", "facture\nFA-1"),
    ("<div>a</div>b<div>c</div>", "a\nb\nc"),
    ("<p>a</p>\n\n<p>b</p>", "a\nb"),
    ("a<br><br>b", "a\n\nb"),
    ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
    ("<ul><li>FA-1</li><li>FA-2</li></ul>", "FA-1\nFA-2"),
    ("<pre>FA-1   12\nFA-2   13</pre>", "FA-1   12\nFA-2   13"),
    ("3&nbsp;mars", "3\u00a0mars"),
    ("&eacute;t&eacute; &amp; &lt;b&gt;", "été & <b>"),
    ("facture<img src=x alt=999>FA-1", "factureFA-1"),
])  # fmt: skip
def test_text_stands_as_it_is_seen(source: str, expected: str) -> None:
    assert text(source) == expected


@pytest.mark.parametrize(("source", "expected"), [
    ("<table><tr><td>FA-1</td><td>120</td></tr><tr><td>FA-2</td><td>80</td></tr></table>", "FA-1\t120\nFA-2\t80"),
    ("<table><tr><td><p>FA-1</p></td><td><div>120</div></td></tr></table>", "FA-1\t120"),
    ("<table><tr><td></td><td>FA-1</td></tr><tr><td></td><td>FA-2</td></tr></table>", "FA-1\nFA-2"),
    ("<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr></table>d", "a\tb\tc\nd"),
    ("<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>", "a\tb"),
    ("x<table><tr><th>N°<td>FA-1</table>y", "x\nN°\tFA-1\ny"),
])  # fmt: skip
def test_cells_are_apart_and_rows_are_lines(source: str, expected: str) -> None:
    assert text(source) == expected


@pytest.mark.parametrize("source", [
    "<style>p{x:999}</style>", "<script>var x=999</script>", "<title>999</title>", '<div style="display:none">999</div>',
    '<span style="DISPLAY : none !important">9<b>99</b></span>', "<p hidden>999</p>", '<p style="visibility:hidden">999</p>',
    '<div style="max-height:0px;overflow:hidden">999</div>', "<!-- 999 -->", "<!--[if mso]>999<![endif]-->", "<template>999</template>",
    '<p bgcolor="#999" id=999 title="999"></p>',
])  # fmt: skip
def test_what_a_reader_does_not_see_is_left_out(source: str) -> None:
    assert text(f"<body>a {source}<p>b</p></body>") == "a\nb"


def test_quotes_are_marked_as_history_and_an_indent_is_not() -> None:
    assert text("Oui<blockquote>Quel <b>numéro</b> ?<p>x</p><blockquote>z</blockquote></blockquote>Non") == (
        "Oui\n> Quel numéro ?\n> x\n> > z\nNon"
    )
    assert text('a<blockquote style="margin:0 0 0 40px;border:none;padding:0px">FA-1</blockquote>') == "a\nFA-1"


def test_a_comment_that_never_ends_hides_nothing() -> None:
    assert "FA-2" in text("<p>FA-1</p><!-- <p>FA-2</p>")
    assert text("a<!-->b") == "ab"


def test_a_body_beyond_the_limit_is_cut_unless_its_pictures_alone_make_it_long() -> None:
    assert html_to_text("<p>a</p>" * 100_000)[1]
    picture = f'<img src="data:image/png;base64,{"A" * MOST_CHARACTERS}"><p>FA-1</p>'
    assert html_to_text(picture) == ("FA-1", False)


BOMBS = {
    "comments": "<!--" * 50_000,
    "divs": "<div>" * 50_000 + "FA-1",
    "formatting": "<b></i>" * 50_000 + "FA-1",
    "links": "<a><b>" * 50_000 + "FA-1",
    "tables": "<table><tr><td>" * 30_000 + "FA-1",
    "less-than signs": "<" * 400_000,
    "quotes": "<blockquote>" * 1_500 + "<p>x" * 50_000,
    "paragraphs": "<p>x" * 100_000,
    "one attribute": "<p a='" + "x" * 400_000,
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_body_made_to_hang_the_reader_is_read_within_two_seconds(name: str) -> None:
    began = process_time()
    found, _ = html_to_text(BOMBS[name])
    assert process_time() - began < 2
    assert ("FA-1" in found) == ("FA-1" in BOMBS[name])


def test_a_body_too_deep_for_a_tree_still_keeps_its_numbers_whole() -> None:
    found, cut = html_to_text("<div>" * 5_000 + "FA-<b>2024</b><style>999</style><td>120</td><p>é&eacute;</p>")
    assert found.split() == ["FA-2024", "120", "éé"]
    assert cut


TAGS = st.sampled_from(
    ["<b>", "</b>", "<i>", "</i>", "<span style='color:red'>", "</span>", "<font>", "</font>", "<a href=x>", "</a>"]
)


@given(st.lists(st.tuples(TAGS, st.text(alphabet="FA-0123456789", max_size=3)), max_size=30))
def test_inline_tags_never_leave_a_trace(pieces: list[tuple[str, str]]) -> None:
    assert text("".join(tag + word for tag, word in pieces)) == "".join(word for _, word in pieces)


@given(st.text(max_size=300))
def test_no_source_breaks_the_reader(source: str) -> None:
    text(source).encode("utf-8")
