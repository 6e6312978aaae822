"""Helpers to look into drawings."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg: str) -> ElementTree.Element:
    """Read a drawing of ours; not well-formed is an error."""
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output
