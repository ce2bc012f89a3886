"""What the audit log says of the files of an issue: who gets which, with how many rows and which fields.

Comes in: the files of a finished folder, their issue, the access table. Goes out: entries without a personal value.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.audit import field_set
from monitor.deliver.manifest import DeliveredFile
from monitor.deliver.sealed import holder
from monitor.lists.access import Access
from monitor.lists.issue import Issue
from monitor.offices import KINDS, kind_of


def file_entries(files: Sequence[DeliveredFile], issue: Issue, access: Access) -> Iterator[dict[str, Any]]:
    """One entry for each file, in their order; `fields` is empty for who has no section in the access table."""
    letters = {kind: field_set(access, kind, show_phone=issue.show_phone) for kind in KINDS}
    for file in files:
        yield {
            "what": "file",
            "month": issue.month,
            "version": issue.version,
            "recipient": holder(file.recipient),
            "file": file.path.name,
            "rows": file.rows,
            "fields": letters.get(kind_of(holder(file.recipient)), ""),
            "sha256": file.sha256,
            "sealed": file.sealed,
        }
