"""The brief as a DOCX document: real styles, real tables, a figure with alternative text, pages of A4.

The same brief gives the same bytes: the document is dated by the as-of day.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from forecast import words
from forecast.data import visible
from forecast.report.blocks import Table
from forecast.report.reproducible_zip import repacked

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

    from forecast.report.blocks import Source
    from forecast.report.brief import Brief

__all__ = ["write_docx"]

BLUE, SOFT = RGBColor(0x0B, 0x4F, 0x7D), RGBColor(0x44, 0x4F, 0x5A)
FONT = "Calibri"
TABLE_STYLE = "Brief Table"
#: Millimetres between the page's margins; letters of a cell that widen its column, and around each cell.
TEXT_WIDTH, LONGEST_CELL, CELL_PADDING = 174.0, 44, 4
#: Thin lines between rows, a tinted header row.
_TABLE_STYLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="BriefTable">
<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="C4CCD3"/>
<w:insideH w:val="single" w:sz="4" w:color="C4CCD3"/></w:tblBorders></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EAF1F6"/></w:tcPr></w:tblStylePr></w:style>"""
#: Where Word counts pages in a sentence: characters for private use, which neither version nor run id hold.
_PAGE, _PAGES = "\ue000", "\ue001"
_FIELDS = {_PAGE: "PAGE", _PAGES: "NUMPAGES"}
_ILLEGAL = re.compile("[\ud800-\udfff\ufffe\uffff]")


def _text(text: str) -> str:
    """Return text as the file can hold it; a number and its per cent sign stay on one line."""
    return words.together(_ILLEGAL.sub("", visible(text)))


def _language() -> str:
    """Return the language of the text, as Word names it for its spelling."""
    spoken = words.current_locale()
    return "en-GB" if spoken.english else spoken.language


def _style(
    document: Docx, name: str, size: float, *, before: float = 0, after: float = 2, colour: RGBColor | None = None
) -> None:
    """Set font, size and spacing of a style; the template's theme fonts give way."""
    style = document.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0
    if colour is not None:
        style.font.color.rgb = colour


def _dressed(brief: Brief) -> Docx:
    """Return an empty document with page, styles, language and properties set."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(12), Mm(14)
    section.header_distance = section.footer_distance = Mm(7)
    document.styles.element.append(parse_xml(_TABLE_STYLE))
    _style(document, "Normal", 9, after=1.5)
    _style(document, "Title", 16, after=1, colour=BLUE)
    _style(document, "Subtitle", 9, after=2, colour=SOFT)
    _style(document, "Heading 2", 20, before=2, after=0, colour=RGBColor(0x1C, 0x1E, 0x21))
    _style(document, "Quote", 11.5, before=0, after=2, colour=SOFT)
    _style(document, "Intense Quote", 10, before=1, after=3, colour=BLUE)
    _style(document, "Heading 1", 11, before=5, after=1, colour=BLUE)
    _style(document, "List Bullet", 9, after=0.5)
    _style(document, "List Bullet 2", 8, after=0.5)
    document.styles["List Bullet 2"].paragraph_format.left_indent = Mm(6.3)
    document.styles["List Bullet 2"].paragraph_format.first_line_indent = Mm(-6.3)
    _style(document, "Caption", 8.5, after=1, colour=SOFT)
    _style(document, "Body Text 3", 8, after=1)
    for name in ("Subtitle", "Quote", "Intense Quote"):
        document.styles[name].font.italic = False
        document.styles[name].font.all_caps = False
        for spacing in document.styles[name].element.iter(qn("w:spacing")):
            spacing.attrib.pop(qn("w:val"), None)
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    document.styles["Intense Quote"].paragraph_format.left_indent = Mm(3)
    document.styles["Intense Quote"].paragraph_format.right_indent = Mm(0)
    for fonts in document.styles.element.iter(qn("w:lang")):
        fonts.set(qn("w:val"), _language())
    properties, moment = document.core_properties, datetime.combine(brief.as_of, time())
    properties.title, properties.author, properties.language = _text(brief.title)[:255], "trade-target", _language()
    properties.subject, properties.identifier = _text(brief.asked)[:255], brief.run
    properties.version, properties.comments, properties.keywords = brief.version, "", ""
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.revision = "trade-target", 1
    return document


def _field(paragraph: Paragraph, code: str) -> None:
    """Add a field such as the page number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


def _footer(document: Docx, brief: Brief) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Caption"]
    told = words.say(
        "trade-target {version}, run {run}, page {page} of {pages}",
        version=_text(brief.version),
        run=brief.run,
        page=_PAGE,
        pages=_PAGES,
    )
    for piece in re.split(f"({_PAGE}|{_PAGES})", told):
        if piece in _FIELDS:
            _field(paragraph, _FIELDS[piece])
        elif piece:
            paragraph.add_run(piece)


def _link(paragraph: Paragraph, text: str, address: str) -> None:
    """Add a link of real kind to a paragraph."""
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = paragraph.add_run(_text(text))
    run.font.color.rgb, run.font.underline = BLUE, True
    link.append(run._r)  # noqa: SLF001 - python-docx has no links
    paragraph._p.append(link)  # noqa: SLF001


def _fill(cell: _Cell, text: str, *, bold: bool, right: bool, keep: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.keep_with_next = keep
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(_text(text))
    run.font.size, run.bold = Pt(8.5), bold


def _widths(table: Table) -> list[float]:
    """Return the widths of a table's columns in millimetres: header cells may wrap, others should not."""
    weights = []
    for head, *cells in zip(table.head, *table.rows, strict=True):
        lengths = [len(word) for cell in (head, *cells) for word in _text(cell).split(" ")]
        weights.append(max(*lengths, min(max(map(len, cells)), LONGEST_CELL)) + CELL_PADDING)
    return [TEXT_WIDTH * weight / sum(weights) for weight in weights]


def _table(document: Docx, table: Table) -> None:
    """Add caption, table and note; the header row repeats on each page, rows stay whole and together."""
    caption = document.add_paragraph(_text(table.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(3)
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.head), style=TABLE_STYLE)
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    widths = _widths(table)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for place, row in enumerate((table.head, *table.rows)):
        properties = made.rows[place]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such setting
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(made.rows[place].cells, row, strict=True)):
            cell.width = Mm(widths[column])
            _fill(cell, text, bold=place == 0 or column == 0, right=column > 0, keep=place < len(table.rows))
    if table.note:
        note = document.add_paragraph(_text(table.note))
        note.paragraph_format.space_before = Pt(3)


def _across(table: Table) -> Table:
    """Return a table of two columns as one of two rows."""
    head, *rows = zip(table.head, *table.rows, strict=True)
    return Table(table.caption, tuple(head), tuple(tuple(row) for row in rows), table.note)


def _source(document: Docx, source: Source) -> None:
    paragraph = document.add_paragraph(f"{_text(source.published)}: ", style="List Bullet 2")
    if source.url:
        _link(paragraph, source.title, source.url)
    else:
        paragraph.add_run(_text(source.title))
    paragraph.add_run(f" ({_text('; '.join(source.said))})")


def _figure(document: Docx, brief: Brief, picture: bytes) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    drawn = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(98))
    told = drawn._inline.docPr  # noqa: SLF001 - python-docx has no alternative text
    told.set("descr", _text(brief.figure_text))
    told.set("title", _text(brief.title))
    document.add_paragraph(_text(brief.figure_caption), style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _body(document: Docx, brief: Brief) -> None:
    """Add the sections after the answer."""
    for heading, table in ((words.say("Required growth"), brief.required), (words.say("What if"), brief.scenarios)):
        if table:
            document.add_heading(heading, 1)
            _table(document, table)
    if brief.promises:
        document.add_heading(words.say("How announced targets fared"), 1)
        document.add_paragraph(_text(brief.promises))
    document.add_heading(words.say("What the audit found"), 1)
    document.add_paragraph(_text(brief.audit_note)).paragraph_format.keep_with_next = bool(brief.audit)
    for remark in brief.audit:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(_text(remark.title)).bold = True
        paragraph.add_run(f" {_text(remark.reading)} ")
        paragraph.add_run(_text(remark.treatment)).font.color.rgb = SOFT
    document.add_heading(words.say("Sources"), 1)
    document.add_paragraph(_text(brief.sources_note)).paragraph_format.keep_with_next = bool(brief.sources)
    for source in brief.sources:
        _source(document, source)
    document.add_heading(words.say("Method"), 1)
    for item in brief.method:
        paragraph = document.add_paragraph(style="Body Text 3")
        paragraph.add_run(f"{_text(item.label)}: ").bold = True
        paragraph.add_run(_text(item.text))
    document.add_heading(words.say("Cite as"), 1)
    paragraph = document.add_paragraph(_text(brief.citation))
    if brief.permalink:
        paragraph.add_run(" ")
        _link(paragraph, brief.permalink, brief.permalink)


def write_docx(brief: Brief, picture: bytes) -> bytes:
    """Return a brief as a DOCX document.

    Parameters
    ----------
    brief : Brief
    picture : bytes
        The figure as PNG.
    """
    document = _dressed(brief)
    _footer(document, brief)
    document.add_heading(_text(brief.title), 0)
    document.add_paragraph(_text(brief.verdict), style="Heading 2")
    if brief.range:
        document.add_paragraph(_text(brief.range), style="Quote")
    document.add_paragraph(_text(brief.headline), style="Intense Quote")
    document.add_paragraph(_text(brief.asked), style="Subtitle")
    _figure(document, brief, picture)
    for table in (brief.chances, brief.dates):
        if table:
            _table(document, _across(table))
    if brief.points:
        document.add_heading(words.say("In short"), 1)
    for point in brief.points:
        document.add_paragraph(_text(point), style="List Bullet")
    _body(document, brief)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())
