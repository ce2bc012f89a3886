-- One row: the newest day on which the ledger notes something that this program did by itself or was told to do.
-- Basis: RELIABILITY R29: a clock that jumps back must not issue anything. Reads: warehouse.ledger_line.
with

ledger_newest as (
    select max(noted_on) as noted_on
    from warehouse.ledger_line
)

select * from ledger_newest
