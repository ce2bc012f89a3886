-- One row per issued month: persons and rules of its official list, as last corrected, that were to be visited, and those of them about whom
-- nothing has come back since. An attempt at which nobody was met is no answer; who has left the list needs none. Basis: 000 二(六); 003 art. 17.
-- Reads: lists.issue, lists.issue_row, warehouse.alias, warehouse.case_event.
with

last_word as (
    select
        issue.month,
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.* exclude (person_id),
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where not issue_row.early_watch
    qualify row_number() over (
        partition by issue.month, coalesce(alias.person_id, issue_row.person_id), issue_row.rule
        order by issue.version desc, issue_row.row_no
    ) = 1
),

to_visit as (
    select
        month,
        person_id,
        rule,
    from last_word
    where status <> 'gone'
        and not (status = 'corrected' and amount <= threshold)
        and coalesce(json_extract_string(frozen, '$.case_state'), 'to_visit') = 'to_visit'
),

answered as (
    select
        to_visit.month,
        to_visit.person_id,
        to_visit.rule,
        count(case_event.position) > 0 as is_answered,
    from to_visit
    left join warehouse.case_event as case_event
        on case_event.person_id = to_visit.person_id
        and case_event.rule = to_visit.rule
        and case_event.year = to_visit.month // 100
        and case_event.month >= to_visit.month
        and case_event.effect in ('withdrawn', 'closes', 'waits', 'visited')
    group by to_visit.month, to_visit.person_id, to_visit.rule
),

receipt_outstanding as (
    select
        month,
        count(*) as row_count,
        count(*) filter (not is_answered) as outstanding,
    from answered
    group by month
)

select * from receipt_outstanding
order by month
