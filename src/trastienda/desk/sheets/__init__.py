"""Cases as a spreadsheet that staff fill in and that is loaded back."""

from trastienda.desk.sheets.export import export
from trastienda.desk.sheets.load import Happened, LoadResult, load

__all__ = ["Happened", "LoadResult", "export", "load"]
