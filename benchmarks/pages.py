"""What a page costs a reader: run `python -m benchmarks.pages [COMMIT]`; it prints, and tests nothing.

With a commit, its pages are measured, too, in the same environment, and stand before today's. A control is changed in a
real browser; the time runs until the new picture stands there. The peer is the same service's smallest page, `/healthz`,
fetched by the same browser.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.support.browsing import chromium
from tests.support.serving import serving

PAGE = "/targets/blr-spb-2.5bn"
#: The five main views; what a version lacks is told by a dash.
VIEWS = ("/", PAGE, "/countries/turkey", "/record", "/own")
SIZES = ((1280, 900), (400, 800))
LOADS = 3
OWN = "period,level,unit,published\n2021,1.2bn,USD,2022-03-01\n2022,1.31bn,USD,2023-03-01\n2023,1.45bn,USD,2024-03-01\n"
LOOK = """() => {
  const seen = (one) => one && one.getClientRects().length ? Math.round(one.getBoundingClientRect().top + scrollY) : null;
  const place = (names) => [...document.querySelectorAll(names)].map(seen).find((top) => top !== null) ?? "-";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement;
    if (!parent.getClientRects().length || parent.closest("script,style,datalist,select")) continue;
    const box = parent.getBoundingClientRect();
    if (box.bottom > 0 && box.top < innerHeight && box.right > 0) words += node.textContent.split(/\\s+/).filter(Boolean).length;
  }
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return { words, paint: paint ? Math.round(paint.startTime) : 0,
    date: place(".verdict:not(.told-apart), #date-table, #promises td:nth-of-type(2):not(:empty)"),
    chance: place(".verdict, p.headline strong, p.headline, .odds"),
    chart: place("svg.chart"), share: place(".share, .take, .downloads") };
}"""
CHANGES = [
    *(("target", f"{2.6 + i / 20:.2f}bn") for i in range(8)),
    *(("by", str(2026 + i)) for i in range(8)),
    *(("scenario", f"growth=2026:{percent:+d}%") for percent in range(-12, 12, 3)),
    *(("as_of", f"202{year}-12-01") for year in (1, 2, 3, 4)),
    *(("statistics", side) for side in ("st-petersburg", "belarus")),
]  # fmt: skip
CHANGE = """
([name, value]) => new Promise((done) => {
  const start = performance.now();
  new MutationObserver((_, seen) => { seen.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); })
    .observe(document.querySelector("main"), { childList: true });
  const field = document.getElementById(name);
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
})
"""
FETCH = "async () => { const start = performance.now(); await (await fetch('/healthz')).text(); return performance.now() - start }"


def _opened(browser, address, path, size):
    """Return what one load costs and where things stand, with nothing kept by the browser; None where there is no page."""
    page, sizes = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True))), []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    found = page.goto(address + path, wait_until="networkidle")
    if path == "/own" and found.ok:  # the answer, not the empty form
        page.get_by_label("Figures (CSV").fill(OWN)
        page.locator("[name=target]").fill("2bn")
        sizes.clear()
        page.get_by_role("button", name="Ask").click()
        page.wait_for_load_state("networkidle")
    told = {"kB": f"{sum(sizes) / 1000:.1f}", "requests": len(sizes), **page.evaluate(LOOK)} if found.ok else None
    page.close()
    return told


def look(browser, address):
    """Return what the main views cost and where things stand, by view and size; the median first paint of some loads."""
    found = {}
    for path in VIEWS:
        for size in SIZES:
            loads = [_opened(browser, address, path, size) for _ in range(LOADS)]
            paint = median(one["paint"] for one in loads) if loads[0] else None
            found[path, size] = loads[-1] and {**loads[-1], "paint": round(paint)}
    return found


def at_commit(browser, commit):
    """Return what the pages of a commit cost, checked out beside this one."""
    with TemporaryDirectory() as folder:
        checkout = f"{folder}/checkout"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", checkout, commit], check=True)
        try:
            with serving(f"sqlite:///{folder}/store.sqlite", log_level="error", folder=checkout) as (_, address):
                return look(browser, address)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", checkout], check=True)


def tabled(before, after):
    """Print a table of both: what a version lacks is a dash, places are in pixels from the top."""
    names = ("kB", "requests", "paint", "words", "date", "chance", "chart", "share")
    print("| view | kB | requests | first paint, ms | words | date, y | chance, y | chart, y | share bar, y |")
    print("|---" * (len(names) + 1) + "|")
    for (path, (width, height)), now in after.items():
        was = before.get((path, (width, height))) if before else None
        cells = [f"{was[name] if was else '-'} → {now[name]}" if before else str(now[name]) for name in names]
        print(f"| `{path}` {width}x{height} | {' | '.join(cells)} |")


def main():
    """Print what was measured."""
    with (
        TemporaryDirectory() as folder,
        serving(f"sqlite:///{folder}/store.sqlite", log_level="error", afresh=True) as (_, address),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tabled(at_commit(browser, sys.argv[1]) if len(sys.argv) > 1 else None, look(browser, address))
        page, sizes = browser.new_page(), []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(address + PAGE, wait_until="networkidle")
        print(f"first view: {sum(sizes) / 1000:.0f} kB on the wire in {len(sizes)} answers")
        page.wait_for_timeout(25_000)  # the runs of registered targets are stored behind the first requests
        taken = {}
        for name, value in CHANGES:
            taken.setdefault(name, []).append(page.evaluate(CHANGE, [name, value]))
        peer = median(page.evaluate(FETCH) for _ in range(20))
        every = [t for times in taken.values() for t in times]
        for name, times in taken.items():
            print(f"change of {name}: median {median(times):.0f} ms, longest {max(times):.0f} ms")
        print(f"any change: median {median(every):.0f} ms, {median(every) / peer:.0f} times a fetch of /healthz")
        browser.close()


if __name__ == "__main__":
    main()
