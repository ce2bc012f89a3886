-- One row: how often a month has failed since the operator last answered for it.
-- Basis: RELIABILITY R27. Reads: warehouse.ledger_line. Parameters: $month (six digits).
with

answered as (
    select coalesce(max(line), 0) as line
    from warehouse.ledger_line
    where event = 'released' and month = $month
),

ledger_failures as (
    select count(*) as failures
    from warehouse.ledger_line
    where event = 'failed' and month = $month and line > (select line from answered)
)

select * from ledger_failures
