"""What runs in the processes that the fault tests start and end: a command, a holder, a reader, a loader.

The fork server imports this module once, with everything heavy; a child is then there in milliseconds.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import duckdb
import matplotlib.figure
import matplotlib.font_manager  # noqa: F401 loaded before the fork
from matplotlib.backends import backend_svg  # noqa: F401 loaded before the fork

import monitor.month
from monitor import cli
from monitor.cli.session import open_warehouse, read_config
from monitor.feedback import take_in
from monitor.warehouse import connection, ledger
from tests.conftest import run_cli

Limits = Mapping[int, int]
_PR_SET_PTRACER = 0x59616D61
_PAUSE = 0.02
_ANYBODY = ctypes.c_ulong(-1)


def command(
    pipe: Pipe,
    said: Path,
    args: tuple[str, ...],
    environment: Mapping[str, str],
    limits: Limits,
    hooks: tuple[str, ...],
) -> None:
    """One `monitor` command through the program's own edge; everything it says goes into `said`."""
    _redirect(said)
    os.environ.update(environment)
    for hook in hooks:
        globals()[hook]()
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
    pipe.send(os.getpid())
    pipe.recv()
    for limit, size in limits.items():
        resource.setrlimit(limit, (size, resource.getrlimit(limit)[1]))
    sys.argv = ["monitor", *args]
    cli.main()


def small_files_while_rendering() -> None:
    """A hook: no file may grow beyond 8 KB while the lists are rendered, as on a full disk of their own."""
    write = monitor.month.write_issue

    def confined(*args: object, **named: object) -> object:
        whole = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 1024, whole[1]))
        try:
            return write(*args, **named)  # type: ignore[arg-type]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, whole)

    monitor.month.write_issue = confined  # type: ignore[assignment]


def abort_checkpoint() -> None:
    """A hook: the engine's own switch for a checkpoint that fails at the place named in the environment."""
    fold_in = connection._fold_in

    def aborted(con: connection.Connection, path: Path) -> None:
        con.execute(f"pragma debug_checkpoint_abort = '{os.environ['CHECKPOINT_ABORT']}'")
        fold_in(con, path)

    connection._fold_in = aborted


def hold(pipe: Pipe, path: Path, read_only: bool) -> None:
    """Holds a database open until it is told to let go."""
    with closing(duckdb.connect(str(path), read_only=read_only)):
        pipe.send(os.getpid())
        pipe.recv()


def read(pipe: Pipe, config: Path, query: str) -> None:
    """Asks the published copy by `monitor sql` again and again until told to stop; sends every different answer, in
    order, and how often it asked."""
    answers: list[tuple[int, str, str]] = []
    asked = 0
    pipe.send(os.getpid())
    while not pipe.poll(_PAUSE):
        ended = run_cli("--config", config, "sql", query, "--format", "json")
        answer = (ended.exit_code, ended.stdout, ended.stderr)
        asked += 1
        if answers[-1:] != [answer]:
            answers.append(answer)
    pipe.send((answers, asked))


def load_and_die(pipe: Pipe, config_path: Path, files: tuple[Path, ...]) -> None:
    """Loads files one after the other, each noted outside, and is killed before the log is folded into the file."""
    config, pack = read_config(config_path)
    with open_warehouse(config) as con:
        for file in files:
            take_in(con, config, pack, "settlements", file, as_of=None, today=date(2023, 12, 1))
            ledger.reconcile(con, config)
        pipe.send(os.getpid())
        os.kill(os.getpid(), signal.SIGKILL)


def _redirect(said: Path) -> None:
    handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
