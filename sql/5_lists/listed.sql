-- One row per issued month of the year, person and rule: everybody who was on that month's list, with the place and the state of the case of then.
-- Basis: promise 4: what was issued stays issued. Reads: issued_month, lists.issue_row, warehouse.alias.
with

listed as (
    select
        issued_month.month,
        issued_month.issued_on,
        issued_month.next_issued_on,
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        issue_row.row_no,
        issue_row.status,
        coalesce(json_extract_string(issue_row.frozen, '$.county_code'), '') as county_code,
        coalesce(json_extract_string(issue_row.frozen, '$.township_code'), '') as township_code,
        coalesce(json_extract_string(issue_row.frozen, '$.case_state'), 'to_visit') as case_state,
    from lists.issue_row as issue_row
    join issued_month using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where not issue_row.early_watch
        and (issue_row.status in ('new', 'continuing', 'escalated') or issue_row.status = 'corrected' and issue_row.amount > issue_row.threshold)
)

select * from listed
