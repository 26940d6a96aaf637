"""Plain text as it was typed: the soft line ends of `format=flowed` (RFC 3676) are undone."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Joins lines that end with a space to the next one of the same quote depth (RFC 3676 §4).

    `delete_space` is DelSp=yes: the space was added by the program, so that a number cut there is
    whole again.
    """
    out: list[str] = []
    carry = ""
    carry_depth = -1
    for line in text.split("\n"):
        depth, body = _unstuff(line)
        if carry_depth >= 0 and (depth != carry_depth or body == _SIGNATURE):
            out.append(_quoted(carry, carry_depth))
            carry, carry_depth = "", -1
        if body.endswith(" ") and body != _SIGNATURE:
            carry += body[:-1] if delete_space else body
            carry_depth = depth
        else:
            out.append(_quoted(carry + body, depth))
            carry, carry_depth = "", -1
    return "\n".join([*out, _quoted(carry, carry_depth)] if carry_depth >= 0 else out)


def _unstuff(line: str) -> tuple[int, str]:
    """Quote depth and text of a line; the space that protects a typed `>` stays, or it would look quoted."""
    body = line.lstrip(">")
    depth = len(line) - len(body)
    return depth, body if body.startswith(" >") and not depth else body.removeprefix(" ")


def _quoted(body: str, depth: int) -> str:
    if depth > 0:
        return f"{'>' * depth} {body}".rstrip()
    return body if body == _SIGNATURE else body.rstrip(" ")
