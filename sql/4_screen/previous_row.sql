-- One row per person and rule that the offices last knew to be on the list or on the early watch: as the last issued month of the year up to
-- $through told it, its correction lists counted in, the newest word on each.
-- Basis: statuses are told against what was issued (promise 4). Reads: lists.issue, lists.issue_row, warehouse.alias. Parameters: $year, $through.
with

last_month as (
    select max(month) as month
    from lists.issue
    where month between $year * 100 + 1 and $year * 100 + $through
),

told as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.* exclude (person_id),
        issue.month % 100 as month,
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    join last_month using (month)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    qualify issue.version = max(issue.version) over (partition by coalesce(alias.person_id, issue_row.person_id), issue_row.rule)
),

previous_row as (
    select
        person_id,
        rule,
        max(measure) as measure,
        max(amount) as amount,
        max(threshold) as threshold,
        max(month) as month,
        bool_and(early_watch) as is_watched,
    from told
    where status in ('new', 'continuing', 'escalated')
    group by person_id, rule
)

select * from previous_row
