"""A real HTTP server on loopback that gives prepared answers, and faults as real services have them."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """One answer: `silence` comes before it in seconds, and `cut` is how many of its bytes are sent."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/xml"
    headers: tuple = ()
    silence: float = 0.0
    cut: int | None = None


@dataclass
class Answering:
    """What the server answers - a function of the path, or replies in turn - and what it was asked."""

    address: str = ""
    reply: object = None
    asked: list = field(default_factory=list)

    def of(self, path):
        """Return the next answer; the last of a list goes on for ever."""
        if callable(self.reply):
            return self.reply(path)
        return self.reply.pop(0) if len(self.reply) > 1 else self.reply[0]


@contextmanager
def answering():
    """Serve until the context ends."""
    state = Answering()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            state.asked.append((self.path, dict(self.headers)))
            reply = state.of(self.path)
            time.sleep(reply.silence)
            try:
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                if reply.status != 204:
                    self.send_header("Content-Type", reply.kind)
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: reply.cut])
            except ConnectionError:
                pass  # who asked did not wait
            self.close_connection = reply.cut is not None

        def log_message(self, *words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.02}).start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def imf_xml(figures, stamp="2025-11-03T08:15:00.1234567Z", extra=""):
    """Return figures, by reporter, indicator, partner and frequency, in the layout of the IMF's SDMX-ML."""
    series = "".join(
        f'<Series COUNTRY="{c}" INDICATOR="{i}" COUNTERPART_COUNTRY="{p}" FREQUENCY="{f}" SCALE="6" METHODOLOGY="IMTS">'
        + "".join(f'<Obs TIME_PERIOD="{t}" OBS_VALUE="{v}" DERIVATION_TYPE="M"{extra}/>' for t, v in known.items())
        + "</Series>"
        for (c, i, p, f), known in figures.items()
    )
    base = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
    flow = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=IMF.STA:IMTS(1.0.0):ObsLevelDim:TIME_PERIOD"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><message:StructureSpecificData xmlns:message=\"{base}/message\" "
        f'xmlns:common="{base}/common" xmlns:ss="{base}/data/structurespecific" xmlns:ns1="{flow}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><message:Header><message:ID>T1</message:ID>'
        "<message:Test>false</message:Test><message:Prepared>2025-11-04T00:00:00Z</message:Prepared>"
        '<message:Sender id="IMF"/><message:Structure structureID="S" namespace="x" '
        'dimensionAtObservation="TIME_PERIOD"><common:StructureUsage><Ref agencyID="IMF.STA" id="IMTS" '
        'version="1.0.0"/></common:StructureUsage></message:Structure></message:Header><message:DataSet '
        'ss:dataScope="DataStructure" xsi:type="ns1:DataSetType" ss:structureRef="S" '
        f'PUBLICATION_DATE="{stamp}" UPDATE_DATE="{stamp}">{series}</message:DataSet></message:StructureSpecificData>'
    ).encode()


def imf_csv(figures, stamp="2025-11-03T08:15:00.1234567Z"):
    """Return the same as the IMF's CSV, with its last row that has neither country nor value."""
    lines = ["DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE,PUBLICATION_DATE"]
    lines += [
        f"IMF.STA:IMTS(1.0.0),{c},{i},{p},{f},{t},{v},6,{stamp}"
        for (c, i, p, f), known in figures.items()
        for t, v in known.items()
    ]
    return ("\n".join([*lines, f"IMF.STA:IMTS(1.0.0),,MG_FOB_USD,,,,,,{stamp}"]) + "\n").encode()


def comtrade_json(rows, **parts):
    """Return rows of Comtrade's 2026 layout, with the fields that a total has."""
    total = {
        "typeCode": "C", "freqCode": "A", "cmdCode": "TOTAL", "partner2Code": 0, "motCode": 0, "customsCode": "C00",
        "cifvalue": None, "fobvalue": None, "legacyEstimationFlag": 0, "isReported": True,
    }  # fmt: skip
    return json.dumps(
        {"elapsedTime": "0.1 secs", "count": len(rows), "data": [total | parts | r for r in rows]}
    ).encode()


def eurostat_xml(series, values):
    """Return a series of Eurostat's SDMX-ML: dimensions as attributes, no stamp of publication."""
    base = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
    told = "".join(
        f"<Series {' '.join(f'{k}={chr(34)}{v}{chr(34)}' for k, v in dims.items())}>"
        + "".join(f'<Obs TIME_PERIOD="{t}" OBS_VALUE="{v}"{flag}/>' for t, v, flag in known)
        + "</Series>"
        for dims, known in zip(series, values, strict=True)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:StructureSpecificData xmlns:m="{base}/message" '
        f'xmlns:s="{base}/data/structurespecific" xmlns:u="urn:x" xmlns:c="{base}/common" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><m:Header><m:ID>E1</m:ID><m:Test>false</m:Test>'
        '<m:Prepared>2025-12-01T12:00:00Z</m:Prepared><m:Sender id="ESTAT"/><m:Structure '
        'dimensionAtObservation="TIME_PERIOD" structureID="STR1"><c:StructureUsage><Ref id="DS-045409" '
        'agencyID="ESTAT" version="1.0"/></c:StructureUsage></m:Structure></m:Header><u:DataSet '
        f's:structureRef="STR1" xsi:type="u:DataSetType">{told}</u:DataSet></m:StructureSpecificData>'
    ).encode()
