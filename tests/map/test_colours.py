"""Text can be read: WCAG 2.2 asks for a contrast of 4.5 : 1, in light, dark and on paper."""

import re

import pytest

from lsp_server.map.templates import part

TEXT = ("ink", "soft", "faint", "tests", "routes", "services", "data", "tables", "bad")
MODES = re.findall(r":root \{([^}]*)\}", part("colours.css"))


def luminance(colour: str) -> float:
    if len(colour) == 4:
        colour = "#" + "".join(2 * it for it in colour[1:])
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES, ids=["light", "dark", "print"])
def test_text_stands_out(mode: str) -> None:
    colours = dict(re.findall(r"--(\w+): (#\w+);", mode))
    for name in TEXT:
        for ground in ("bg", "card"):
            assert contrast(colours[name], colours[ground]) >= 4.5, f"{name} on {ground}"
    assert contrast(colours["card"], colours["bad"]) >= 4.5, "the sign in its disc"
    assert contrast(colours["line"], colours["bg"]) >= 3, "what is drawn"


def test_there_are_three_modes() -> None:
    assert len(MODES) == 3
    assert contrast("#000", "#ffffff") == 21
