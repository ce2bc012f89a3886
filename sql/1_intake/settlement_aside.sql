-- One row: how many records of the file are stored but set aside as conflict or as a refund without its settlement.
-- Basis: both versions of a conflict are shown side by side; a refund waits for the settlement that it names.
-- Reads: warehouse.standing. Parameters: $base, the row_id before the batch's first record.
with

settlement_aside as (
    select count(*) as row_count
    from warehouse.standing
    where row_id > $base and standing in ('conflict', 'refund_pending', 'refund_excess', 'refund_mismatch')
)

select * from settlement_aside
