-- One row per person and rule that the month's list, or a correction of it, has named as over the line.
-- Basis: promise 4: a correction does not say of somebody who was named and taken off that the list had left the person out.
-- Reads: lists.issue, lists.issue_row, warehouse.alias. Parameters: $month, six digits.
with

listed_then as (
    select distinct
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where issue.month = $month and not issue_row.early_watch and issue_row.status in ('new', 'continuing', 'escalated')
)

select * from listed_then
