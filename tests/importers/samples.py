"""Invented cables in the forms in which holders have them; the forms are those of docs/importing.md."""

from __future__ import annotations

HEADER = """VZCZCXYZ0004
RR RUEHC
DE RUEHRZ #0077/01 0450915
ZNY CCCCC ZZH
R 140915Z FEB 08
FM AMEMBASSY STRELSAU
TO RUEHC/SECSTATE WASHDC 0077"""

BODY = """C O N F I D E N T I A L STRELSAU 000077

SIPDIS

E.O. 12958: DECL: 02/14/2018
TAGS: PREL PGOV
SUBJECT: A "SOLEMN" FEAST & ITS <COST>

REF: A. ZENDA 9
     B. 07 STRELSAU 612

Classified By: CDA A. Nemo, reasons 1.4 (b) and (d).

1. (C) The feast was solemn; a backslash \\ was drawn on a wall.

2. (C) It cost too much.
TARLENHEIM
"""


def page(
    cable_id: str = "08STRELSAU77",
    *,
    created: str = "2008-02-14 09:15",
    released: str = "2011-08-30 01:44",
    articles: str = "",
    header: str = HEADER,
    body: str = BODY,
) -> str:
    """A page of the original site, navigation and all."""

    def markup(text: str) -> str:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return escaped.replace("\n", "&#x000A;").replace("PREL", "<a href='/tag/PREL_0.html'>PREL</a>")

    signed = markup(body)
    for mark in ("1", "2", "E"):
        signed = signed.replace(f"&#x000A;{mark}.", f"&#x000A;<a id='par{mark}' href='#par{mark}'>¶</a>{mark}.")
    return f"""<?xml version='1.0' encoding='utf-8' ?>
<html lang='en' xml:lang='en' xmlns='http://www.w3.org/1999/xhtml'>
<head><title>Cable Viewer</title></head>
<body>
<table class='cable'><tr><th>By date</th></tr><tr><td>2008</td></tr></table>
<h3>Viewing cable {cable_id}, C) A "SOLEMN" FEAST<br></h3>
<table class='cable'>
<tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th><th>Origin</th></tr>
<tr>
<td>
<a href='/cable/2008/02/{cable_id}.html'>{cable_id}</a>
</td>
<td>
<a href='/date/2008-02_0.html'>{created}</a>
</td>
<td>
<a href='/reldate/x_0.html'>{released}</a>
</td>
<td>
<a href='/classification/3_0.html' title='secret'>CONFIDENTIAL</a>
</td>
<td>
<a href='/origin/9_0.html'>Embassy Strelsau</a>
</td>
</tr>{articles}
</table>
<code><pre>{markup(header)}</pre></code>
<code><pre>{signed}</pre></code>
</body>
</html>
"""


def row(
    number: int = 1,
    cable_id: str = "08STRELSAU77",
    *,
    date: str = "2/14/2008 9:15",
    origin: str = "Embassy Strelsau",
    references: str = "08ZENDA9|07STRELSAU612",
    body: str = BODY,
) -> str:
    """A row of ``cables.csv``: quotes and backslashes behind a backslash."""
    cells = (str(number), date, cable_id, origin, "CONFIDENTIAL", references, HEADER, body)
    return ",".join('"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"' for cell in cells) + "\n"


def doubled_row(number: int, cable_id: str, *, body: str = BODY) -> str:
    """The same as another program writes it: quotes doubled, and only where they are needed."""
    cells = (HEADER, body)
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    return f"{number},2/14/2008 9:15,{cable_id},Embassy Strelsau,CONFIDENTIAL,08ZENDA9|07STRELSAU612,{quoted}\r\n"


def tab_row(number: int, cable_id: str) -> str:
    """The same with tabs: no quotes, a backslash before each line end and each backslash."""
    cells = (str(number), "2008-02-14 09:15:00", cable_id, "Embassy Strelsau", "CONFIDENTIAL", "08ZENDA9", HEADER, BODY)
    return "\t".join(cell.replace("\\", "\\\\").replace("\n", "\\\n") for cell in cells) + "\n"
