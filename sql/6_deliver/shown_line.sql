-- One row: the newest line of the ledger of which the analysts' copy shows something.
-- Basis: promise 5; whom the program has told or reminded is in no published table. Reads: warehouse.ledger_line.
with

shown_line as (
    select coalesce(max(line), 0) as line
    from warehouse.ledger_line
    where event not in ('notified', 'reminded', 'clock')
)

select * from shown_line
