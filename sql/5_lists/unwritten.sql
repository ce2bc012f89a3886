-- One row per issue that was frozen and of which no line of the ledger says that it was written out: a run was stopped in between.
-- Basis: promise 4; RELIABILITY R6. Reads: lists.issue, warehouse.ledger_line.
with

written as (
    select cast(json_extract(facts, '$.issue_id') as integer) as issue_id
    from warehouse.ledger_line
    where event = 'written'
),

unwritten as (
    select issue_id
    from lists.issue
    anti join written using (issue_id)
)

select * from unwritten
order by issue_id
