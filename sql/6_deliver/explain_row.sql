-- One row: the person whom a row of an issued list is about, under the number by which the person goes now.
-- Basis: promise 3; a row is named outside by its check-coded number. Reads: lists.issue, lists.issue_row, warehouse.alias.
-- Parameters: $issue_id, $row_no.
with

explain_row as (
    select coalesce(alias.person_id, issue_row.person_id) as person_id
    from lists.issue_row as issue_row
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where issue_row.issue_id = $issue_id and issue_row.row_no = $row_no
)

select * from explain_row
