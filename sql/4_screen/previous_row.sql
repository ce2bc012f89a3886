-- One row per person and rule that the last issued month of the year had on its list or on its early watch.
-- Basis: statuses are told against what was issued (promise 4). Reads: lists.issue, lists.issue_row, warehouse.alias. Parameters: $year, $month.
with

last_issue as (
    select
        issue_id,
        month % 100 as month,
    from lists.issue
    where month between $year * 100 + 1 and $year * 100 + $month - 1
    order by issue.month desc, version desc
    limit 1
),

previous_row as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        max(issue_row.measure) as measure,
        max(issue_row.amount) as amount,
        max(issue_row.threshold) as threshold,
        max(last_issue.month) as month,
        bool_and(issue_row.early_watch) as is_watched,
    from lists.issue_row as issue_row
    join last_issue using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where issue_row.status in ('new', 'continuing', 'escalated')
    group by all
)

select * from previous_row
