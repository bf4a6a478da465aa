"""Files of official statistics -> cells and complaints. Pure: no Django, no database, no data frames.

`read_bytes` reads in this process; `sandbox.read_in_child` in a limited child, as uploads must be read.
"""

from monitoring.readers.cells import Cell, Complaint, Reading, Unreadable
from monitoring.readers.read import read_bytes

__all__ = ["Cell", "Complaint", "Reading", "Unreadable", "read_bytes"]
