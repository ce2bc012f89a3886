-- One row: the issue with which a month is compared: its own, else the newest of the year before it; none where the year has none.
-- Basis: statuses are told against what was issued (promise 4). Reads: lists.issue. Parameters: $month (six digits).
with

compared_issue as (
    select
        issue_id,
        month,
    from lists.issue
    where month between $month // 100 * 100 + 1 and $month
    order by issue.month desc, version desc
    limit 1
)

select * from compared_issue
