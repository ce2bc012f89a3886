-- One row: the newest day on which the ledger notes something that this program did by itself or was told to do; days that a wrong clock
-- wrote before the operator said which day it is no longer count.
-- Basis: RELIABILITY R29: a clock that jumps back must not issue anything. Reads: warehouse.ledger_line.
with

ledger_newest as (
    select max(noted_on) as noted_on
    from warehouse.ledger_line
    where line >= (select coalesce(max(line), 0) from warehouse.ledger_line where event = 'clock')
)

select * from ledger_newest
