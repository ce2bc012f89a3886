-- One row: from which row_id on anything stored was learned after an issue: every row of a file loaded later.
-- Basis: promise 4: what arrives later is told apart from what was known. The ledger's order decides, not the days; an issue older than
-- the ledger is told by the days. Without an issue nothing is late. Reads: lists.issue, warehouse.ledger_line, intake.load_batch.
-- Parameters: $issue_id.
with

asked as (
    select issue_id, issued_on
    from lists.issue
    where issue_id = $issue_id
),

noted as (
    select max(line) as line
    from warehouse.ledger_line
    where event in ('issued', 'corrected') and cast(json_extract_string(facts, '$.issue_id') as integer) = $issue_id
),

loaded_before as (
    select max(cast(json_extract_string(ledger_line.facts, '$.batch_id') as integer)) as batch_id
    from warehouse.ledger_line as ledger_line
    join noted on ledger_line.line < noted.line
    where ledger_line.event = 'loaded'
),

loaded_by_then as (
    select max(load_batch.batch_id) as batch_id
    from intake.load_batch as load_batch
    join asked on load_batch.loaded_on <= asked.issued_on
),

issue_edge as (
    select
        case
            when (select issue_id from asked) is null then 9223372036854775807
            else (coalesce((select batch_id from loaded_before), (select batch_id from loaded_by_then), 0) + cast(1 as bigint)) * 4294967296
        end as row_id,
)

select * from issue_edge
