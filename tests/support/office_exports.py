"""Files as statistics offices, chambers and spreadsheets export them, written for the tests: no office's own data."""

from __future__ import annotations

import io

import openpyxl

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def lines(*rows: str) -> str:
    """Return rows as a file."""
    return "\n".join(rows) + "\n"


def census() -> str:
    """Return a country file: months in columns, the last year's later months zero in every row."""
    names = ",".join([f"I{m.upper()}" for m in MONTHS] + ["IYR"] + [f"E{m.upper()}" for m in MONTHS] + ["EYR"])
    full = ",".join(["400.5"] * 12 + ["4806.0"] + ["90.5"] * 12 + ["1086.0"])
    part = ",".join(["410.5"] * 5 + ["0"] * 7 + ["2052.5"] + ["95.5"] * 5 + ["0"] * 7 + ["477.5"])
    rare = ",".join(["1.5"] * 2 + ["0"] * 10 + ["3.0"] + ["0"] * 12 + ["0"])
    years = [f"{year},5700,Xland,{full}" for year in (2021, 2022, 2023)]
    return lines(f"year,CTY_CODE,CTYNAME,{names}", *years, f"2024,5700,Xland,{part}", f"2024,1010,Rare,{rare}")


def workbook(*rows: tuple[object, ...], title: str = "Trade") -> bytes:
    """Return a workbook with one sheet, numbers as numbers."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


COMTRADE = lines(
    "typeCode,freqCode,refPeriodId,refYear,period,reporterDesc,flowCode,flowDesc,partnerDesc,cmdCode,primaryValue",
    "C,A,20220101,2022,2022,Germany,X,Export,Chile,TOTAL,3000000000.5",
    "C,A,20230101,2023,2023,Germany,X,Export,Chile,TOTAL,3100000000",
    "C,A,20230101,2023,2023,Germany,X,Export,Chile,84,900000000",
    "C,A,20230101,2023,2023,Germany,M,Import,Chile,TOTAL,2100000000",
)
COMTRADE_OLD = lines(
    "Classification,Year,Trade Flow,Reporter,Partner,Commodity Code,Trade Value (US$)",
    "HS,2022,Import,Kenya,Uganda,TOTAL,225123456",
    "HS,2023,Import,Kenya,Uganda,TOTAL,235123456",
    "HS,2023,Re-Export,Kenya,Uganda,TOTAL,5123456",
)
IMF_WIDE = lines(
    "Country Name,Indicator Name,Indicator Code,Counterpart Country Name,Attribute,2021,2022,2023,",
    'Kenya,"Goods, Value of Exports, Free on board (FOB), US Dollars",TXG_FOB_USD,Uganda,Value,6e8,6.5e8,7e8,',
    'Kenya,"Goods, Value of Exports, Free on board (FOB), US Dollars",TXG_FOB_USD,Uganda,Status,,,E,',
)
IMF_LONG = lines(
    "DATAFLOW,REF_AREA,INDICATOR,COUNTERPART_AREA,FREQ,UNIT_MULT,TIME_PERIOD,OBS_VALUE",
    "IMF:DOT,KE,TXG_FOB_USD,UG,A,6,2022,650.5",
    "IMF:DOT,KE,TXG_FOB_USD,UG,A,6,2023,700.0",
)
WITS = lines(
    "Reporter Name,Partner Name,Trade Flow,Product Group,Indicator,2021,2022,2023",
    "Viet Nam,Japan,Export,All Products,Export (US$ Thousand),18833655.5,20412615.1,19283965",
    "Viet Nam,Japan,Export,Food,Export (US$ Thousand),1,2,3",
)
EUROSTAT_TSV = lines(
    "freq,reporter,partner,product,flow,indicators\\TIME_PERIOD\t2021 \t2022 \t2023 ",
    "A,DE,US,TOTAL,2,VALUE_IN_EUROS\t122134567890 \t156134567890 p\t157934567890 e",
    "A,DE,US,TOTAL,1,VALUE_IN_EUROS\t72134567890 \t: c\t94134567890 ",
    "A,DE,US,TOTAL,2,QUANTITY_IN_100KG\t1 \t2\t3 ",
)
EUROSTAT_CSV = lines(
    "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG",
    "ESTAT:X,15/07/25,A,DE,US,TOTAL,2,VALUE_IN_EUROS,2022,156134567890,p",
    "ESTAT:X,15/07/25,A,DE,US,TOTAL,2,VALUE_IN_EUROS,2023,157934567890,",
)
FRED = lines(
    "observation_date,EXPXX",
    *(f"{year}-{month:02d}-01,{100 + year - 2000}" for year in (2022, 2023) for month in range(1, 13)),
    "2024-01-01,130",
    "2024-02-01,",
)
CHAMBER = lines(
    "Trade between Aland and Bland",
    "in USD million",
    "",
    "Year;Exports;Imports;Total",
    "2021;1.200,5;800,1;2.000,6",
    "2022;1.310,0;810;2.120,0",
    "2023 p;1.400;820;2.220",
    "Source: customs service",
)
GERMAN = lines("Jahr;Ausfuhr (Mio. €);Einfuhr (Mio. €)", "2022;1200,5;800,1", "2023;1310,0;810,0")
RUSSIAN = lines("Год;Экспорт, млн долл.;Импорт, млн долл.;Сальдо", "2022;1200,5;800,1;400", "2023;1310,0;810,0;500")
CHINESE = lines("年份,出口（亿美元）,进口（亿美元）", "2022,120.5,300.1", "2023,130.5,310.1")
TABBED = lines("Year\tExports (thousand USD)", '2022\t"1,200,500"', '2023\t"1,310,000"')
YEAR_COLUMNS = lines(
    "Country,Flow,2021,2022,2023", "Ghana,Exports,100.5,120.1,..", "Ghana,Imports,90.1,95.0,97.2", "Togo,Exports,1,2,3"
)
MONTH_ROWS = lines(
    "Month,Exports (USD m),Imports (USD m)",
    *(f"{month} {year},{100 + i},{50 + i}" for year in (2022, 2023) for i, month in enumerate(MONTHS)),
    "Jan 2024,120,60",
    "Feb 2024,121,61",
)
YEAR_AND_MONTH = lines(
    "Year,Month,Exports (USD m)",
    *(f"{year},{month},{100 + month}" for year in (2022, 2023) for month in range(1, 13)),
)
QUARTERS = lines(
    "Quarter,Exports", *(f"{y}-Q{q},{q}00000000" for y in (2022, 2023) for q in (1, 2, 3, 4)), "2024-Q1,2e8"
)
PAIRS = lines(
    "Year,Reporter,Partner,Exports (USD million)",
    "2022,Kenya,Uganda,800",
    "2023,Kenya,Uganda,900",
    "2023,Kenya,Rwanda,5",
)
