"""Every view in both themes at both widths: its texts are there, nothing is cut, covered or broken, axe is content."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.browsing import opened

SIZES = ((1280, 900), (400, 800))
#: Each view, by the words that must stand on it as a reader sees them.
VIEWS = {
    "/": ("Which two sides?", "kept in time", "Promises and their odds", "How good it was"),
    "/?q=UK": ("Promises about the United Kingdom", "Promises and their odds"),
    "/countries": ("Promises by country", "Turkey"),
    "/countries/turkey": ("Turkey: ", "kept in time"),
    "/targets/blr-spb-2.5bn": ("Probably 2025 (83 %)", "80 % range", "Target $2.5bn", "90 %", "Embed", "What if?"),
    "/targets/blr-spb-2.5bn?scenario=growth%3D2026%3A-10%25": ("A what-if, not the forecast.", "→"),
    "/targets/blr-spb-2.5bn?lang=ru": ("(83 %)", "Рубеж 2,5 млрд $"),
    "/targets/blr-spb-2.5bn?target=900bn": ("Out of sight", "Target $900bn"),
    "/targets/blr-spb-1.5bn-2008": ("Reached in 2008, in time", "passed in 2008"),
    "/targets/blr-tat-1bn": ("lost in 2024", "Regained"),
    "/targets/ibsa-15bn-2010": ("trade within India-Brazil-South Africa", "what could be said then"),
    "/targets/vnm-lac-exp-6bn-2015": ("Missed", "no figures here show it", "Answer it with figures of your own"),
    "/targets/vnm-eu-100bn": ("No forecast: figures are missing", "are shipped"),
    "/pairs/india-turkey": ("When will trade between India and Turkey", "80 % range", "Take it with you"),
    "/record": ("promises that would have been called likely", "What was told, and what came"),
    "/glossary": ("Glossary",),
    "/own": ("Your own figures", "Ask"),
    "/read": ("Read an article", "Published on"),
    "/docs": ("For programs", "OpenAPI 3.1"),
    "/embed/blr-spb-2.5bn": ("Probably 2025 (83 %)", "90 %", "The whole answer"),
    "/targets/nowhere": ("All targets",),
}
#: Pixels between one thing and the next below it: a section's margins, doubled before the footer.
TALLEST_BLANK = 80
#: What a reader sees: each run of text with the boxes of its lines; what waits off the screen is left out.
SEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("script,style,select,datalist,textarea,.told,title")) continue;
    if (!parent.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((b) => b.width > 1 && b.right > 0);
    if (boxes.length) found.push({ node, parent, text: node.textContent.trim(), boxes });
  }
  return found;
}"""
MEASURED = (
    "() => { const seen = ("
    + SEEN
    + f""")();
  const BLANK = {TALLEST_BLANK};"""
    + r"""
  const scrolls = (one) => one.closest(".wide, textarea, input");
  const cut = seen.filter(({ parent, boxes }) => !scrolls(parent) && boxes.some((b) => b.left < -0.5 || b.right > innerWidth + 0.5));
  const laid = [], lines = seen.flatMap(({ text, boxes, parent }) => boxes.map((box) => ({ text, box, wide: scrolls(parent) })));
  lines.sort((a, b) => a.box.top - b.box.top);
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].box.top < a.box.bottom - 5; j++) {
      const b = lines[j];
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - b.box.top;
      if (wide > 2 && high > 5 && !a.wide && !b.wide) laid.push([a.text.slice(0, 60), b.text.slice(0, 60)]);
    }
  });
  const broken = [];
  for (const { node, parent } of seen)
    if (!parent.closest(".cite"))  // is copied as it is
    for (const found of node.textContent.matchAll(/St\.\s\p{Lu}|\d\s%/gu)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const tops = new Set([...range.getClientRects()].filter((b) => b.width > 0.5).map((b) => Math.round(b.top)));
      if (tops.size > 1) broken.push(node.textContent.trim().slice(0, 90));
    }
  const drawn = [...document.querySelectorAll("svg *, img, input, textarea, select, button, meter, iframe")]
    .filter((one) => one.checkVisibility({ checkVisibilityCSS: true })).map((one) => one.getBoundingClientRect())
    .filter((b) => b.width > 1 && b.right > 0);
  const filled = [...lines.map(({ box }) => box), ...drawn].sort((a, b) => a.top - b.top), blank = [];
  let bottom = 0;
  for (const box of filled) {
    if (box.top - bottom > BLANK) blank.push([Math.round(bottom), Math.round(box.top)]);
    bottom = Math.max(bottom, box.bottom);
  }
  return { blank, cut: cut.map(({ text }) => text.slice(0, 60)), laid, broken, wide: document.documentElement.scrollWidth,
    text: seen.map(({ text }) => text).join(" ").replace(/\s+/g, " ") };
}"""
)


def _looks():
    """Yield each view at each width in each theme; three of a view's four are for the long run."""
    for number, path in enumerate(VIEWS):
        for wide, size in enumerate(SIZES):
            for theme, scheme in enumerate(("light", "dark")):
                marks = [pytest.mark.slow] if (number + 2 * wide + theme) % 4 else []
                yield pytest.param(path, size, scheme, marks=marks, id=f"{path}-{size[0]}-{scheme}")


@pytest.mark.parametrize(("path", "size", "scheme"), list(_looks()))
def test_a_view_is_whole(browser, site, path, size, scheme):
    """Its texts are there; no line leaves the window, lies on another, or parts a number from its sign; nothing is blank."""
    width, height = size
    with opened(browser, width=width, height=height, color_scheme=scheme, refused=("404", "422")) as page:
        page.goto(site + path)
        found = page.evaluate(MEASURED)
        assert [text for text in VIEWS[path] if text not in found["text"]] == []
        assert (found["cut"], found["laid"], found["broken"]) == ([], [], [])
        assert found["wide"] <= width
        assert found["blank"] == []
        if width == 400:
            violations = Axe().run(page).response["violations"]
            serious = [v for v in violations if v["impact"] in {"serious", "critical"}]
            assert [(v["id"], v["nodes"][0]["html"][:200]) for v in serious] == []
