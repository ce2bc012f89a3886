-- @check 名单的行数与明细不符
-- @when month full
-- One row per issued list whose counts are not those of its rows, or whose row numbers have gaps.
-- Basis: promise 4, what was issued stays issued. Reads: lists.issue, lists.issue_row.
with

counted as (
    select
        issue_id,
        count(*) filter (not early_watch and status in ('new', 'continuing', 'escalated')) as official_rows,
        count(*) filter (early_watch) as early_rows,
        count(*) filter (not early_watch and status not in ('new', 'continuing', 'escalated')) as withdrawn_rows,
        count(*) as all_rows,
        count(distinct row_no) as numbers,
        max(row_no) as highest,
    from lists.issue_row
    group by issue_id
),

issue_count as (
    select coalesce(issue.issue_id, counted.issue_id) as issue_id
    from lists.issue as issue
    full join counted using (issue_id)
    where coalesce(counted.official_rows, 0) is distinct from issue.official_rows
        or coalesce(counted.early_rows, 0) is distinct from issue.early_rows
        or coalesce(counted.withdrawn_rows, 0) is distinct from issue.withdrawn_rows
        or counted.all_rows <> counted.numbers
        or counted.all_rows <> counted.highest
)

select * from issue_count
