"""What a pull costs: run `python -m benchmarks.pull`; it prints, and tests nothing.

A server on loopback answers every source in its layout, so seconds are this program's own: a service's pace and the
network come on top, and are told apart by what the limits make of the number of requests.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from forecast.cli.pull import _tracked_pairs
from forecast.data import catalog, known_sources, parse_pair
from forecast.store import open_store
from tests.support.answering import Reply, answering, comtrade_json, eurostat_xml, imf_csv, imf_xml

YEARS = range(1990, 2026)
#: Partners of the fifty pairs; what the IMF says is made up, so its reporter is one whose figures are not shipped.
PARTNERS = [
    "CHN",
    "IND",
    "BRA",
    "MEX",
    "CAN",
    "JPN",
    "KOR",
    "VNM",
    "THA",
    "IDN",
    "MYS",
    "SGP",
    "PHL",
    "AUS",
    "NZL",
    "ZAF",
    "NGA",
    "EGY",
    "KEN",
    "GHA",
    "MAR",
    "TUN",
    "DZA",
    "ARE",
    "SAU",
    "QAT",
    "KWT",
    "OMN",
    "ISR",
    "TUR",
    "UKR",
    "KAZ",
    "UZB",
    "GEO",
    "ARM",
    "AZE",
    "CHL",
    "PER",
    "COL",
    "ARG",
    "URY",
    "PRY",
    "BOL",
    "ECU",
    "PAN",
    "CRI",
    "GTM",
    "DOM",
    "JAM",
    "ISL",
]


def times(letter):
    """Return the periods of an answer: years, or months as the IMF writes them."""
    months = [f"{year}-M{month:02d}" for year in YEARS for month in range(1, 13)]
    return [str(year) for year in YEARS] if letter == "A" else months[:-3]


def imf(path):
    """Return both sides' exports and imports, as the IMF's XML."""
    reporters, _, partners, letter = re.search(r"1\.0\.0/([^?]*)", path).group(1).split(".")
    keys = [
        (r, i, p)
        for r in reporters.split("+")
        for p in partners.split("+")
        if r != p
        for i in ("XG_FOB_USD", "MG_CIF_USD")
    ]
    return Reply(imf_xml({(*key, letter): {t: 1e9 + 7.5 * n for n, t in enumerate(times(letter))} for key in keys}))


def comtrade(path):
    """Return a row for each side, flow and period asked for."""
    asked = dict(part.split("=", 1) for part in path.partition("?")[2].split("&"))
    rows = [
        {"period": p, "reporterCode": int(r), "partnerCode": int(o), "flowCode": f, "primaryValue": 1e9 + int(p)}
        for p in asked["period"].split(",")
        if int(p[:4]) < 2026
        for r in asked["reporterCode"].split(",")
        for o in asked["partnerCode"].split(",")
        if r != o
        for f in "XM"
    ]
    return Reply(comtrade_json(rows), kind="application/json")


def eurostat(path):
    """Return the members' flows."""
    letter, reporters, partners = re.search(r"DS-045409/(\w)\.([\w+]+)\.([\w+]+)", path).groups()
    keys = [
        {"freq": letter, "reporter": r, "partner": p, "product": "TOTAL", "flow": f, "indicators": "VALUE_IN_EUROS"}
        for r in reporters.split("+")
        for p in partners.split("+")
        if r != p
        for f in "12"
    ]
    values = [[(t.replace("M", ""), 1e9 + n, "") for n, t in enumerate(times(letter))] for _ in keys]
    return Reply(eurostat_xml(keys, values))


NAMES = {code: parse_pair(f"USA {code}").partner.name.upper() for code in PARTNERS}


def census(path):
    """Return the bureau's list of countries, or one country's months."""
    header = ["CTY_CODE", "CTY_NAME", "ALL_VAL_MO", "ALL_VAL_YR"]
    if "imports" in path:
        header = [name.replace("ALL", "GEN") for name in header]
    numbers = {str(1000 + n): name for n, name in enumerate(NAMES.values())}
    asked = re.search(r"CTY_CODE=(\d+)", path)
    if not asked:
        rows = [[number, name, "1", "2"] for number, name in numbers.items()]
        return Reply(json.dumps([header, *rows]).encode(), kind="application/json")
    number = asked.group(1)
    rows = [
        [number, numbers[number], "10", str(10 * m), f"{y}-{m:02d}"]
        for y in range(2013, 2026)
        for m in range(1, 13 if y < 2025 else 10)
    ]
    return Reply(json.dumps([[*header, "time"], *rows]).encode(), kind="application/json")


ANSWERS = {"imf": ("FJI", imf), "comtrade": ("USA", comtrade), "eurostat": ("DEU", eurostat), "census": ("USA", census)}


def pulled(source, pairs, server, folder):
    """Pull pairs in this process; return seconds of processor time, those for answers anew, requests and bytes."""
    from click.testing import CliRunner

    from forecast.cli import main as command
    from forecast.cli import pull

    server.asked.clear()
    sizes, anew, (_, reply) = [], [], ANSWERS[source]
    answer_anew = pull.answer_anew

    def timed(*given, **named):
        began = time.process_time()
        answer_anew(*given, **named)
        anew.append(time.process_time() - began)

    def answer(path):
        found = reply(path)
        sizes.append(len(found.body))
        return found

    server.reply = answer
    pull.answer_anew = timed
    start = time.process_time()
    try:
        for pair in pairs:
            asked = ["pull", source, *pair, "--database", f"sqlite:///{folder}/store.sqlite"]
            result = CliRunner().invoke(command, asked)
            assert result.exit_code == 0, result.output
    finally:
        pull.answer_anew = answer_anew
    return time.process_time() - start, sum(anew), len(sizes), sum(sizes)


def largest(server, folder):
    """Return the size of an answer as large as the largest recorded one, and the memory with it and without."""
    figures = {
        ("NIC", i, "G001", "M"): dict.fromkeys(times("M"), 100000000.0 + 0.12345678)
        for i in ("XG_FOB_USD", "MG_CIF_USD", "MG_FOB_USD")
    }
    lines = imf_csv(figures).splitlines(keepends=True)
    pad = b"," + b"x" * 540  # rows of the recorded CSV are 600 bytes long
    body = lines[0].rstrip() + b",NOTES\n" + b"".join(line.rstrip() + pad + b"\n" for line in lines[1:])
    server.reply = lambda _path: Reply(body)
    told = []
    for pair in (["--help"], ["imf", "nicaragua", "world"]):
        script = (
            "from pathlib import Path\nfrom click.testing import CliRunner\nfrom forecast.cli import main\n"
            f"r = CliRunner().invoke(main, ['pull', *{pair!r}, '--database', 'sqlite:///{folder}/large.sqlite'])\n"
            "assert r.exit_code == 0, r.output\n"
            # Not ru_maxrss: that of a new process begins at its parent's.
            "print(next(int(n.split()[1]) for n in Path('/proc/self/status').open() if n.startswith('VmHWM')) // 1024)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        told.append(int(done.stdout))
    return len(body), told


def main():
    """Print the figures."""
    with answering() as server, TemporaryDirectory() as folder:
        for source in ANSWERS:
            os.environ[f"TRADE_TARGET_{source.upper()}_URL"] = server.address
            os.environ[f"TRADE_TARGET_{source.upper()}_PER_SECOND"] = "10000"
        store = open_store(f"sqlite:///{folder}/store.sqlite")
        print(f"{'source':<10}{'pairs':>6}{'requests':>10}{'bytes':>14}{'seconds':>9}{'of which answers anew':>23}")
        asked = {}
        for source, (reporter, _) in ANSWERS.items():
            for pairs in (
                [(reporter, "VUT" if source != "census" else "CHN")],
                [(reporter, code) for code in PARTNERS],
            ):
                taken, anew, requests, size = pulled(source, pairs, server, folder)
                asked[source] = requests / len(pairs)
                print(f"{source:<10}{len(pairs):>6}{requests:>10,}{size:>14,}{taken:>9.2f}{anew:>23.2f}")
        size, (without, with_it) = largest(server, folder)
        print(f"memory with an answer of {size:,} bytes: {with_it} MB, the command alone {without} MB")
        tracked = _tracked_pairs(store)
        every = [parse_pair("-".join(codes), within=True) for codes in catalog.pairs()]
        for what, pairs in (("pairs of tracked targets", tracked), ("pairs shipped", every)):
            print(f"{len(pairs):,} {what}:")
            for name, source in known_sources().items():
                covered = [pair for pair in pairs if not source.covers(pair)]
                requests = round(asked[name] * len(covered))
                minutes = requests / source.per_second / 60
                days = f", {-(-requests // source.per_day)} days by its limit" if source.per_day else ""
                print(f"  {name:<10}{len(covered):>6,} pairs, {requests:>7,} requests, {minutes:>6.1f} minutes{days}")
        store.close()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    assert Path("forecast").is_dir(), "run it from the repository"
    main()
