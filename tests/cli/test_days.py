"""Nothing is done on a day to come: it would stand in the ledger, and every clock would look as if it had gone back."""

import pytest

from tests.conftest import Bureau

COMMANDS = [
    ("month", "2023-01"),
    ("intake", "persons", "none.csv"),
    ("deliver",),
    ("schedule", "--once"),
    ("retention",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_a_day_to_come_is_refused(bureau: Bureau, command: tuple[str, ...]) -> None:
    ended = bureau.cli(*command, "--on", "2999-01-01")
    assert (ended.exit_code, ended.stderr.splitlines()[0]) == (2, "[E-USAGE-005] 2999-01-01 在今天以后")
