"""OParl 1.1, read only: what is public of a municipality's bodies, meetings, papers and their people.

Read with the eyes of the public whoever asks. Our records are mapped as in docs/adr/0017: a Body or Unit is
an Organization, a Seat a Membership, a Resolution (or a paper named on an agenda item) a Paper.
"""

from governance.oparl.lists import page_of
from governance.oparl.objects import SCHEMA, Writer, system
from governance.oparl.sources import KINDS, find, tombstone

__all__ = ["KINDS", "SCHEMA", "Writer", "find", "page_of", "system", "tombstone"]
