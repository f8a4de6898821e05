"""Renders reports to pictures, to be looked at: `python -m tests.support.render_documents FOLDER FILE...`.

DOCX goes through LibreOffice, HTML through Chromium (printed, and as screens of 1280 and 400 pixels, light and
dark), both as an operator's machine has them: Debian's packages libreoffice-writer, chromium-headless-shell (or
chromium) and poppler-utils.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import browsing

PACKAGES = {"soffice": "libreoffice-writer", "pdftoppm": "poppler-utils"}
SCREENS = {"wide": (1280, 2400), "phone": (400, 4200)}
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program(name: str) -> str:
    """Return where a program is; without it nothing is skipped."""
    found = shutil.which(name)
    assert found, f"{name} is missing: apt-get install {PACKAGES[name]}"
    return found


def converted(file: Path, kind: str, folder: Path) -> Path:
    """Return an office document as LibreOffice converts it."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            program("soffice"), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind,
            "--outdir", str(folder), str(file),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{file.stem}.{kind.partition(':')[0]}"


def chromium(address: str, *options: str) -> None:
    """Let Chromium open a page, with a profile of its own."""
    with tempfile.TemporaryDirectory() as profile:
        command = [browsing.chromium(), *CHROMIUM, f"--user-data-dir={profile}", *options, address]
        subprocess.run(command, check=True, capture_output=True, timeout=180)


def printed(page: Path, folder: Path) -> Path:
    """Return an HTML file as Chromium prints it."""
    out = folder / f"{page.stem}-print.pdf"
    chromium(page.resolve().as_uri(), f"--print-to-pdf={out}", "--no-pdf-header-footer")
    return out


def shots(page: Path, folder: Path) -> list[Path]:
    """Return pictures of an HTML file on screens, light and dark."""
    found = []
    for name, (width, height) in SCREENS.items():
        for mode, options in (("light", ()), ("dark", ("--blink-settings=preferredColorScheme=0",))):
            out = folder / f"{page.stem}-{name}-{mode}.png"
            chromium(page.resolve().as_uri(), f"--window-size={width},{height}", f"--screenshot={out}", *options)
            found.append(out)
    return found


def pages(pdf: Path, folder: Path) -> list[Path]:
    """Return the pages of a PDF as pictures."""
    subprocess.run([program("pdftoppm"), "-r", "80", "-png", str(pdf), str(folder / pdf.stem)], check=True, timeout=120)
    return sorted(folder.glob(f"{pdf.stem}-[0-9]*.png"))


def render(file: Path, folder: Path) -> list[Path]:
    """Return the pictures of a report."""
    if file.suffix == ".html":
        return [*pages(printed(file, folder), folder), *shots(file, folder)]
    return pages(converted(file, "pdf", folder), folder)


if __name__ == "__main__":
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:]:
        sys.stdout.write("".join(f"{picture}\n" for picture in render(Path(name), into)))
