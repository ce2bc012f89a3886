"""`monitor init` and `monitor intake`: a place to work in, and the bureau's files taken into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from monitor import audit, clock
from monitor.cli.chinese import ChineseCommand
from monitor.cli.days import DAY, day_of
from monitor.cli.session import open_warehouse, read_config
from monitor.cli.workspace import make_workspace
from monitor.config import Config
from monitor.deliver.published import publish
from monitor.errors import InputRefused, MonitorError, StorageError, UsageError
from monitor.feedback import take_from, take_in
from monitor.intake.columns import KINDS
from monitor.policy import Pack, load_pack
from monitor.warehouse.connection import Connection
from monitor.warehouse.load import Loaded
from monitor.warehouse.redelivery import Consent

_BAR_FROM_BYTES = 20 * 1024 * 1024


@click.command(
    cls=ChineseCommand, help="新建一个工作目录：config.toml、空的数据仓库、行政区划。", options_metavar="[选项]"
)
@click.argument("directory", metavar="目录", type=click.Path(path_type=Path, file_okay=False))
@click.option("--place", metavar="地方代号", required=True, help="统筹区，如 hefei、yingkou")
@click.option("--packs", metavar="文件夹", help="自己的政策包所在的文件夹，相对于工作目录；用内置的政策包时不写")
def init(directory: Path, place: str, packs: str | None) -> None:
    """Make a workspace and say what to do next."""
    if packs is None:
        load_pack(place)
    regions = make_workspace(directory, place, clock.today(), packs)
    click.echo(f"已建立 {directory / 'config.toml'}")
    click.echo(f"行政区划：{regions} 条" if regions else "行政区划：没有内置，请用 monitor intake regions 载入")
    click.echo(f"下一步：cd {directory}，再用 monitor intake persons 文件 载入参保人员名册")


@click.command(
    cls=ChineseCommand, help="载入业务文件。每条记录或接收、或拒收并写明原因、或为重复。", options_metavar="[选项]"
)
@click.argument("kind", metavar="种类", type=click.Choice(list(KINDS)))
@click.argument("files", metavar="文件…", type=click.Path(path_type=Path), nargs=-1)
@click.option("--source", metavar="名字", help="不读文件，读 config.toml 里 [sources.名字] 的数据库查询")
@click.option("--since", metavar="起点", help="这次从这里起重新取一遍，如 2023-01-01；只用于有 watermark 的数据源")
@click.option("--as-of", metavar="日期", type=DAY, help="名册是这一天的全量，如 2023-03-31")
@click.option("--on", "today", metavar="日期", type=DAY, help="载入日期，默认今天")
@click.option("--accept-correction", "correction", is_flag=True, help="同名而内容不同的文件，确是对前一份的更正")
@click.option("--confirm-empty", "empty", is_flag=True, help="文件只有表头，确实没有记录：登记为 0 条")
@click.pass_obj
def intake(
    config_path: Path,
    kind: str,
    files: tuple[Path, ...],
    source: str | None,
    since: str | None,
    as_of: datetime | None,
    today: datetime | None,
    correction: bool,
    empty: bool,
) -> None:
    """Load each file in its own transaction, or what a source has; a refusal stops the command, what came before it
    stays loaded."""
    _require_one(files, source, since)
    config, pack = read_config(config_path)
    day = day_of(today)
    with open_warehouse(config) as con, _published_after(con, config, pack, day):
        if source is not None:
            with audit.refusals(con, config, "intake", kind=kind), _progress_of_query() as bar:
                task = bar.add_task(source, total=None)
                loaded = take_from(
                    con, config, pack, kind, source, as_of=_day(as_of), today=day, since=since,
                    progress=lambda done: bar.update(task, completed=done),
                )  # fmt: skip
            _tell(con, config, loaded)
        for path in files:
            try:
                with audit.refusals(con, config, "intake", kind=kind), _progress(path) as bar:
                    task = bar.add_task(path.name, total=path.stat().st_size if path.is_file() else None)
                    loaded = take_in(
                        con, config, pack, kind, path, as_of=_day(as_of), today=day, consent=Consent(correction, empty),
                        progress=lambda done, bar=bar, task=task: bar.update(task, completed=done),  # type: ignore[misc]
                    )  # fmt: skip
            except InputRefused as error:
                if not _is_blank_form(kind, error):
                    raise
                click.echo(f"{KINDS[kind].zh} {path.name}：{error.what}，没有要载入的")
            else:
                _tell(con, config, loaded)


def _is_blank_form(kind: str, error: InputRefused) -> bool:
    """Whether a sheet of receipts has come back with nothing filled in: an office with nothing to report."""
    return kind == "receipts" and error.code == "E-FILE-NONE"


def _require_one(files: tuple[Path, ...], source: str | None, since: str | None) -> None:
    """Raise UsageError unless there are files or a source, and not both."""
    if bool(files) == (source is not None) or (files and since is not None):
        raise UsageError(
            "E-SRC-WHICH",
            "要么写文件，要么写 --source 名字（--since 只和 --source 一起写）",
            todo="写成 monitor intake settlements 文件…，或 monitor intake settlements --source 名字",
        )


def _tell(con: Connection, config: Config, loaded: Loaded) -> None:
    audit.record(con, config, _logged(loaded))
    for line in lines(loaded):
        click.echo(line)


def _logged(loaded: Loaded) -> dict[str, object]:
    """What the audit log says of a file; not its name, which is the sender's text."""
    counts = {name: getattr(loaded.counts, name) for name in ("records", "accepted", "rejected", "duplicate")}
    return {"what": "intake", "kind": loaded.kind, "batch": loaded.batch_id, **counts}


@contextmanager
def _published_after(con: Connection, config: Config, pack: Pack, day: date) -> Iterator[None]:
    """Whatever was loaded is in the analysts' copy afterwards, also when a later file of the same command is
    refused; without room on the disk there would only be a second error that hides the first."""
    try:
        yield
    except StorageError:
        raise
    except MonitorError:
        publish(con, config, pack, day)
        raise
    publish(con, config, pack, day)


def lines(loaded: Loaded) -> list[str]:
    """What the operator reads of one file: counts that add up, reasons, where the rejected rows are."""
    counts, name = loaded.counts, f"{KINDS[loaded.kind].zh} {loaded.file_name}"
    if loaded.known_since:
        known = f"{name}：内容已于 {loaded.known_since} 导入（批次 {loaded.batch_id}），本次不再载入"
        waiting = f"  其中拒收的 {counts.rejected} 条要改正后从 rejected 文件夹里的文件补载"
        return [known, waiting] if counts.rejected else [known]
    if not loaded.batch_id:
        return [f"{name}：没有新的记录（重读 {counts.duplicate} 条，都已载入）"]
    shown = [
        f"{name}：读入 {counts.records} = 接收 {counts.accepted} + 拒收 {counts.rejected}"
        f" + 重复 {counts.duplicate}（批次 {loaded.batch_id}）"
    ]
    shown += [f"  拒收 {code}：{reason}（{number} 条）" for code, reason, number in loaded.reasons]
    if loaded.rejected_file:
        shown.append(f"  拒收的行在 {loaded.rejected_file}，改正后可再次载入")
    shown += [f"  注意：{note}" for note in loaded.notes]
    return shown


def _progress(path: Path) -> Progress:
    big = path.is_file() and path.stat().st_size >= _BAR_FROM_BYTES
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, transient=True, disable=not big)


def _progress_of_query() -> Progress:
    """How much has come so far; how much will come nobody knows."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), DownloadColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
