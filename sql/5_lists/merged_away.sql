-- One row per row of the list that was out before, whose number has since been found to be another person's too, and whose office does not have
-- the person on this one: nobody else would tell that office what became of its row.
-- Basis: 000 二(六) (组织专人入户了解情况); promise 4: what turns out wrong is corrected openly. Reads: lists.issue, lists.issue_row, warehouse.alias.
-- Parameters: $issue_id.
with

asked as (
    select issue_id, month
    from lists.issue
    where issue_id = $issue_id
),

told as (
    select
        issue_row.person_id as number,
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        issue_row.status,
        issue_row.row_no,
        issue.issue_id,
        issue.month,
        issue.version,
        issue_row.frozen ->> '$.county_code' as county_code,
        issue_row.frozen ->> '$.township_code' as township_code,
        concat(issue_row.frozen ->> '$.county', issue_row.frozen ->> '$.township') as office,
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    join asked on issue.issue_id <= asked.issue_id and issue.month <= asked.month and issue.month // 100 = asked.month // 100
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where not issue_row.early_watch
),

newest as (
    select *
    from told
    where issue_id < $issue_id and month = (select max(month) from told where issue_id < $issue_id)
    qualify row_number() over (partition by number, rule order by version desc) = 1
),

before as (
    select
        *,
        count(*) over (partition by person_id, rule) as numbers,
    from newest
),

now as (
    select *
    from told
    where issue_id = $issue_id
),

merged_away as (
    select
        before.month,
        before.version,
        before.row_no,
        before.office,
    from before
    semi join now using (person_id, rule)
    anti join now using (person_id, rule, county_code, township_code)
    where before.status in ('new', 'continuing', 'escalated') and (before.number <> before.person_id or before.numbers > 1)
)

select * from merged_away
order by month, version, office, row_no
