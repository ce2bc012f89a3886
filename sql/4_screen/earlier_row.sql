-- One row per person and rule that a list of the year before the month had on it: the last month that did.
-- Basis: promise 4: who comes back, or was missed, is told so. Reads: lists.issue, lists.issue_row, warehouse.alias. Parameters: $year, $month.
with

earlier_row as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        max(issue.month) % 100 as listed_month,
    from lists.issue_row as issue_row
    join lists.issue as issue
        on issue.issue_id = issue_row.issue_id and issue.month between $year * 100 + 1 and $year * 100 + $month - 1
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where issue_row.status in ('new', 'continuing', 'escalated') and not issue_row.early_watch
    group by all
)

select * from earlier_row
