"""What a page costs a reader: run `python -m benchmarks.pages`; it prints, and tests nothing.

A control is changed in a real browser; the time runs until the new picture stands there. The peer is the same
service's smallest page, `/healthz`, fetched by the same browser.
"""

from __future__ import annotations

import shutil
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.support.serving import serving

PAGE = "/targets/blr-spb-2.5bn"
#: The five main views; those that a version lacks are told by their status.
VIEWS = ("/", PAGE, "/countries/turkey", "/record", "/own")
SIZES = ((1280, 900), (400, 800))
LOOK = """() => {
  const seen = (one) => one && one.getClientRects().length ? Math.round(one.getBoundingClientRect().top) : null;
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
  return { words, paint: paint ? Math.round(paint.startTime) : "-", answer: place(".verdict, p.headline"),
    date: place(".range, table#date-table"), chart: place("svg.chart"), share: place(".share, .downloads") };
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


def look(browser, address):
    """Print what the main views cost and where things stand on the first screen."""
    for path in VIEWS:
        for width, height in SIZES:
            page, sizes = browser.new_page(viewport={"width": width, "height": height}), []
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            session.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
            status = page.goto(address + path, wait_until="networkidle").status
            told = page.evaluate(LOOK)
            places = ", ".join(f"{name} y {told[name]}" for name in ("answer", "date", "chart", "share"))
            print(
                f"{path} at {width}x{height}: status {status}, {sum(sizes) / 1000:.1f} kB in {len(sizes)} requests, "
                f"first paint {told['paint']} ms, {told['words']} words above the fold, {places}"
            )
            page.close()


def main():
    """Print what was measured."""
    with (
        TemporaryDirectory() as folder,
        serving(f"sqlite:///{folder}/store.sqlite", log_level="error") as (_, address),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        look(browser, address)
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
