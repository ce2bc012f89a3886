-- One row per record of the receipts that is sound in itself: the row that it names, as written.
-- Basis: a receipt names its row by month, version and check-coded number. Reads: receipts_row, reject (the file).
with

receipts_named as (
    select
        receipts_row.record,
        receipts_row.month,
        receipts_row.issue_version,
        receipts_row.row_code,
    from receipts_row
    anti join reject using (record)
)

select * from receipts_named
order by record
