-- One row per line of the ledger, in the order in which things were done.
-- Basis: RELIABILITY R6, R12, R14: what was done is known outside the warehouse too. Reads: warehouse.ledger_line.
with

ledger as (
    select
        line,
        event,
        month,
        noted_on,
        facts,
    from warehouse.ledger_line
)

select * from ledger
order by line
