-- One row: the newest settling of the year of an issue, 0 before the first. Basis: promise 4. Reads: lists.issue, settle.run. Parameters: $issue_id.
with

settled_run as (
    select coalesce(max(run.run), 0) as settled_run
    from settle.run as run
    join lists.issue as issue on issue.month // 100 = run.year
    where issue.issue_id = $issue_id
)

select * from settled_run
