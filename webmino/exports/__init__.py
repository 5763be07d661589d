"""Excel workbooks of any length, streamed: the first byte at once, memory flat (R26).

report = Report()
sheets = [
    Sheet(_("Customers"), [Column(_("Number")), Column(_("Amount"), "#,##0.00")], rows),
    parameters_sheet(report=report, by=str(request.user), filters=[(_("Route"), "R-07")]),
]
return xlsx_response("clients.xlsx", sheets, report=report)
"""

from .cells import Report
from .layout import Column
from .parameters import parameters_sheet
from .responses import xlsx_response
from .workbook import Sheet, stream_workbook

__all__ = ["Column", "Report", "Sheet", "parameters_sheet", "stream_workbook", "xlsx_response"]
