"""HTML to text: what a reader sees, block by block, never a number cut by a tag."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.edges.charsets import clean

MOST_CHARACTERS = 500_000
_DEEPEST = 2_000  # lexbor needs 0.2 s for 10,000 open tags and 9 s for 50,000
_MOST_NODES = 200_000
_DEEPEST_QUOTE = 9

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset(
    {
        "s",
        "strike",
        "del",
        "head",
        "script",
        "style",
        "template",
        "title",
        "object",
        "iframe",
        "svg",
        "math",
        "noframes",
    }
)
# Void elements never nest; these close by themselves when the next one opens.
_NEVER_DEEP = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "option",
        "dt",
        "dd",
    ]
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration\s*:[^;]*line-through", re.IGNORECASE
)
_TINY = re.compile(r"font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)", re.IGNORECASE)
_FOLDED = re.compile(r"max-height\s*:\s*0(?:px)?\s*(?:;|!|$)", re.IGNORECASE)
_INDENT = re.compile(r"40px.*border\s*:\s*none", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_EMBEDDED = re.compile(r"data:[^\"'\s>]{200,}")
_HTML_SPACE = re.compile(r"[ \t\n\r\f]+")

_UNSEEN = re.compile(r"<(style|script|title)\b.*?(?:</\1[^<>]*>?|\Z)", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)?[^<>]*>?")


def html_to_text(source: str) -> tuple[str, bool]:
    """Visible text of an HTML body, and whether it had to be cut or read without its tree.

    Inline tags leave no trace (`FA-<b>2024</b>` is `FA-2024`), what is struck out is gone, cells are separated by a tab, blocks
    by a line end; quotes get `> ` in front of each line, so that they are recognised as history.
    At most `MOST_CHARACTERS` of source are read; time grows with the source, whatever it holds.
    """
    if len(source) > MOST_CHARACTERS:
        source = _EMBEDDED.sub("", source)
    cut = len(source) > MOST_CHARACTERS
    source = _without_comments(clean(source[:MOST_CHARACTERS]))
    if _depth(source) > _DEEPEST:
        return _flat(source), True
    tree = LexborHTMLParser(source)
    writer = _Writer()
    root = tree.body or tree.root
    if root is not None:
        cut = _walk(root, writer) or cut
    return clean("".join(writer.out)), cut


def _without_comments(source: str) -> str:
    """Comments taken out; one that never ends loses only its mark, so that no text is swallowed."""
    pieces: list[str] = []
    at = 0
    while (start := source.find("<!--", at)) >= 0:
        pieces.append(source[at:start])
        end = source.find("-->", start + 2)  # `<!-->` is a whole comment
        if end < 0:
            return "".join(pieces) + source[start:].replace("<!--", "")
        at = end + 3
    return "".join(pieces) + source[at:] if at else source


def _depth(source: str) -> int:
    """An upper bound of how many tags are open at once; a close tag counts only for its own name."""
    opened: dict[str, int] = {}
    now = deepest = 0
    for slash, name in _TAG.findall(source):
        tag = name.lower()
        if tag in _NEVER_DEEP:
            continue
        if not slash:
            opened[tag] = opened.get(tag, 0) + 1
            now += 1
            deepest = max(deepest, now)
        elif opened.get(tag, 0):
            opened[tag] -= 1
            now -= 1
    return deepest


def _flat(source: str) -> str:
    """Text without a tree, for a source too deep to build one: tags become line ends, tabs or nothing."""

    def blank(found: re.Match[str]) -> str:
        tag = (found.group(1) or "").lower()
        return "\n" if tag in _BLOCKS or tag in {"br", "blockquote"} else "\t" if tag in _CELLS else ""

    lines = html.unescape(_ANY_TAG.sub(blank, _UNSEEN.sub("", source))).split("\n")
    return clean("\n".join(line.strip() for line in lines if line.strip()))


class _Writer:
    """Text being written: what stands between two pieces is decided when the second one comes."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.quote = 0
        self._lines = 0
        self._cell = False
        self._space = False
        self._rows: list[int] = []

    def text(self, raw: str) -> None:
        """Inline text: white space collapses, no-break spaces stay."""
        collapsed = _HTML_SPACE.sub(" ", raw)
        core = collapsed.strip(" ")
        if not core or (not core.strip("\xa0") and (self._lines or not self.out)):
            if core and self.out:
                self._lines = 2  # an « empty » paragraph of Outlook
            self._space = self._space or bool(collapsed)
            return
        self._put(core, spaced=self._space or collapsed[0] == " ")
        self._space = collapsed[-1] == " "

    def verbatim(self, raw: str) -> None:
        """Text of `<pre>`: its line ends and spaces count."""
        for number, line in enumerate(raw.split("\n")):
            if number:
                self.line_break()
            if line.strip():
                self._put(line.rstrip(), spaced=False)

    def block(self) -> None:
        """A block begins or ends: at least one line end, but none between a cell and its first paragraph."""
        if not self._cell:
            self._lines = max(self._lines, 1)

    def line_break(self) -> None:
        """`<br>`: a line end, twice for a blank line."""
        self._lines = min(self._lines + 1, 2)
        self._cell = False

    def begin_row(self) -> None:
        """A row begins: remembered, so that its empty first cells leave no tab."""
        self.block()
        self._rows.append(len(self.out))

    def end_cell(self) -> None:
        """A cell ends: a tab before whatever comes next in this row, if it holds anything yet."""
        if self._rows and len(self.out) > self._rows[-1]:
            self._cell, self._lines = True, 0

    def end_row(self) -> None:
        """A row ends: a line end, whatever was waiting."""
        del self._rows[-1:]
        self.new_line()

    def new_line(self) -> None:
        """A line end, even where a cell's tab was waiting."""
        self._cell = False
        self.block()

    def _put(self, core: str, *, spaced: bool) -> None:
        prefix = "> " * min(self.quote, _DEEPEST_QUOTE)
        if not self.out:
            self.out.append(prefix)
        elif self._lines:
            self.out.append(f"\n{prefix.rstrip()}" * (self._lines - 1) + f"\n{prefix}")
        elif self._cell or spaced:
            self.out.append("\t" if self._cell else " ")
        self.out.append(core)
        self._lines, self._cell, self._space = 0, False, False


def _walk(root: LexborNode, writer: _Writer) -> bool:
    """Visits the tree without recursion; True when it had too many nodes to finish."""
    stack: list[tuple[LexborNode, bool, bool]] = [(root, False, False)]
    visited = 0
    while stack:
        node, closing, verbatim = stack.pop()
        tag = node.tag or ""
        if closing:
            _close(tag, node, writer)
            continue
        visited += 1
        if visited > _MOST_NODES:
            return True
        if node.is_text_node:
            raw = node.text_content or ""
            (writer.verbatim if verbatim else writer.text)(raw)
        elif node.is_element_node and tag not in _HIDDEN and not _is_hidden(node):
            _open(tag, node, writer)
            stack.append((node, True, verbatim))
            inside = [(child, False, verbatim or tag == "pre") for child in node.iter(include_text=True)]
            stack += reversed(inside)
    return False


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    style = attributes.get("style") or ""
    if _TINY.search(style):
        # Newsletters set a whole cell to size 0 and give their words a size again: those are seen.
        return len(node.css('[style*="font-size"]')) <= 1
    return (
        "hidden" in attributes or bool(_HIDING.search(style)) or ("overflow" in style and bool(_FOLDED.search(style)))
    )


def _is_quote(tag: str, node: LexborNode) -> bool:
    """A quote of an earlier mail; Gmail's « indent » button makes the same tag with its own style."""
    return tag == "blockquote" and not _INDENT.search(node.attributes.get("style") or "")


def _open(tag: str, node: LexborNode, writer: _Writer) -> None:
    if tag == "br":
        writer.line_break()
    elif tag == "blockquote":
        writer.new_line()
        writer.quote += _is_quote(tag, node)
    elif tag == "tr":
        writer.begin_row()
    elif tag in _BLOCKS:
        writer.block()


def _close(tag: str, node: LexborNode, writer: _Writer) -> None:
    if tag in _CELLS:
        writer.end_cell()
    elif tag == "tr":
        writer.end_row()
    elif tag in {"blockquote", "table"}:
        writer.quote -= _is_quote(tag, node)
        writer.new_line()
    elif tag in _BLOCKS:
        writer.block()
