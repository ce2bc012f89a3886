-- One row per line of the ledger of one event and month: its facts as JSON, oldest first.
-- Basis: promise 4. Reads: warehouse.ledger_line. Parameters: $event, $month (six digits).
with

ledger_facts as (
    select
        facts,
        line,
    from warehouse.ledger_line
    where event = $event and month = $month
)

select * from ledger_facts
order by line
