"""What the operator wants to know at a glance: months issued, how fresh each feed is, what waits to be mended."""

from monitor.intake.columns import KINDS
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection


def overview(con: Connection, pack: Pack) -> list[str]:
    """Lines of Chinese text for `monitor status`."""
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    shown = [f"{pack.name}（{pack.place}）政策包 {pack.version}"]
    issues = con.execute(
        "select month, version, issued_on, official_rows, early_rows, withdrawn_rows from lists.issue"
        " order by month, version"
    ).fetchall()
    shown += [
        f"  {month // 100}-{month % 100:02d} 第 {version} 版：{issued} 出具，"
        f"预警 {official}，观察 {early}，更正或退出 {gone}"
        for month, version, issued, official, early, gone in issues
    ] or ["  还没有出具过名单"]
    shown += [_feed_line(*row) for row in statements.rows(con, "6_deliver/feed_state")]
    return shown


def _feed_line(kind: str, batches: int, accepted: int, open_rows: int, latest: object) -> str:
    name = KINDS[kind].zh if kind in KINDS else kind
    waiting = f"，待处理拒收 {open_rows} 条" if open_rows else ""
    return f"  {name}：{batches} 批，接收 {accepted} 条，最近载入 {latest}{waiting}"
