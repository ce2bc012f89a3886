-- @check 名单明细与本月预警不符
-- @when issue
-- One row per warning of the month that is not in the month's issue as it is, and per row of the issue without its warning.
-- Basis: promises 2 and 4. Reads: screen.warning, lists.issue, lists.issue_row. Parameters: $year, $month.
with

last_issue as (
    select max(issue_id) as issue_id
    from lists.issue
    where month = $year * 100 + $month
),

issued as (
    select issue_row.person_id, issue_row.rule, issue_row.measure, issue_row.amount, issue_row.threshold, issue_row.status, issue_row.early_watch
    from lists.issue_row as issue_row
    semi join last_issue using (issue_id)
),

warned as (
    select person_id, rule, measure, amount, threshold, status, early_watch
    from screen.warning
    where month = $year * 100 + $month
),

issue_warning as (
    (select person_id, rule from (select * from warned except all select * from issued))
    union all
    (select person_id, rule from (select * from issued except all select * from warned))
)

select * from issue_warning
