"""The page's script in a real browser: Chromium or Chrome, where one is on the PATH (Debian: apt-get install chromium).

A second script, put behind the page's own, plays the user and writes what it saw into the document; `--dump-dom`
prints that. Nothing is installed into Python for it, and nothing is asked of the network.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = os.environ.get("BROWSER_FOR_TESTS") or next(filter(None, map(shutil.which, _NAMES)), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on the PATH")

PLAYER = """
<script>
(() => {
  const seen = {errors: []};
  const rows = [...document.querySelectorAll(".row")];
  const row = (title) => rows.find((it) => it.title.startsWith(title));
  const visible = () => rows.filter((it) => it.offsetParent !== null).map((it) => it.title.split("\\n")[0]);
  const lit = () => rows.filter((it) => it.classList.contains("on")).map((it) => it.title.split("\\n")[0]);
  const lines = (kind) => document.querySelectorAll("#lines ." + kind).length;
  const press = (target, key) =>
    target.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  const search = document.getElementById("search");
  const type = (text) => { search.value = text; search.dispatchEvent(new Event("input")); };
  const panel = document.getElementById("panel");
  const guild = row("GET /api/heroes/{id}/guild");

  seen.all = visible().length;
  seen.lines = {
    calls: lines("calls"), tests: lines("tests"), broken: lines("broken"), signs: lines("sign"),
    references: lines("references"),
  };

  guild.dispatchEvent(new PointerEvent("pointerover", {bubbles: true}));
  seen.hovered = lit();
  seen.litLines = document.querySelectorAll("#lines .l.on").length;
  document.querySelector(".board").dispatchEvent(new PointerEvent("pointerleave"));
  seen.still = document.querySelector(".board").classList.contains("lit");

  row("POST /api/heroes\\n").click();
  seen.chosen = visible();
  seen.panel = panel.innerText;
  seen.address = decodeURIComponent(location.hash);
  seen.focus = document.activeElement.title.split("\\n")[0];
  press(document, "Escape");
  seen.afterEscape = [visible().length, panel.hidden, location.hash];

  type("guild tidy");
  seen.nothing = [visible().length, document.getElementById("status").textContent];
  type("TIDY");
  seen.searched = [visible(), document.getElementById("status").textContent];
  press(search, "Enter");
  seen.entered = [document.activeElement.title.split("\\n")[0], visible()];
  press(document, "Escape"); press(document, "Escape");

  const down = row("GET /api/heroes\\n");
  down.focus();
  press(down, "ArrowDown");
  seen.down = document.activeElement.title.split("\\n")[0];
  press(document.activeElement, "ArrowRight");
  seen.right = document.activeElement.closest(".column").getAttribute("aria-label");
  seen.tabStops = rows.filter((it) => it.tabIndex === 0).length;

  document.getElementById("show-keys").click();
  seen.keys = lines("references");
  document.getElementById("show-tests").click();
  seen.withoutTests = [lines("tests"), visible().some((it) => it.startsWith("test_"))];
  document.getElementById("show-tests").click();

  document.querySelector("#violations .go").click();
  seen.violation = [panel.innerText.includes("queries the database itself"), visible()];
  press(document, "Escape");

  const overlap = [...document.querySelectorAll(".column")].some((column) => {
    const boxes = [...column.querySelectorAll(".card")].map((it) => it.getBoundingClientRect());
    return boxes.some((box, i) => i && box.top < boxes[i - 1].bottom);
  });
  seen.overlap = overlap;
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
})();
</script>
"""


def look(page: str, folder: Path, fragment: str = "") -> dict[str, Any]:
    """What the player saw on the page."""
    file = folder / "map.html"
    file.write_text(page.replace("</body>", PLAYER + "</body>"), encoding="utf-8")
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1600,1000",
            f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri() + fragment,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stderr[-2000:] or done.stdout[-2000:]
    text = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    seen = json.loads(text)
    assert isinstance(seen, dict)
    return seen


@needs_browser
def test_the_page_answers_its_user(drawn: Callable[..., str], tmp_path: Path) -> None:
    seen = look(drawn("--format", "html"), tmp_path)
    assert seen["all"] == 15
    assert seen["lines"] == {"calls": 5, "tests": 3, "broken": 2, "signs": 2, "references": 0}
    assert seen["hovered"] == ["GET /api/heroes/{id}/guild", "guild", "heroes"]
    assert (seen["litLines"], seen["still"]) == (2, False)
    assert seen["chosen"] == [
        "test_create_and_read",
        "POST /api/heroes",
        "HeroService.create",
        "join",
        "guild",
        "heroes",
    ]
    assert "through HeroService.create > join" in seen["panel"]
    assert "calls, app/routes/heroes.py:23" in seen["panel"] and "tests/test_heroes.py:5" in seen["panel"]
    assert (seen["address"], seen["focus"]) == ("#route:POST /api/heroes", "POST /api/heroes")
    assert seen["afterEscape"] == [15, True, ""]
    assert seen["nothing"] == [0, "0 found"]
    assert seen["searched"] == [["POST /api/heroes/tidy", "HeroService.tidy"], "2 found"]
    assert seen["entered"] == ["POST /api/heroes/tidy", ["POST /api/heroes/tidy", "HeroService.tidy"]]
    assert (seen["down"], seen["right"], seen["tabStops"]) == ("GET /api/heroes/{id}", "Services", 1)
    assert (seen["keys"], seen["withoutTests"]) == (1, [0, False])
    assert seen["violation"] == [True, ["GET /api/heroes/{id}/guild", "guild", "heroes"]]
    assert seen["overlap"] is False
