"""How long files with personal data are kept: read by what deletes them and by what tells people."""

from __future__ import annotations

import datetime as dt

MADE_FILES = dt.timedelta(days=30)
"""A file that background work made for somebody to fetch."""
FAULTS = dt.timedelta(days=30)
"""The workbook of faults of a roll, after its import; the upload itself goes with the import."""
NEVER_IMPORTED = dt.timedelta(days=90)
"""An upload nobody imported, after it was last touched."""
