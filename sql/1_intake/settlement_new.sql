-- One row per settlement to be stored: accepted, and not an exact copy. Its row_id tells the load batch and the record.
-- Basis: national settlement record SETL_D.
-- Reads: settlement_accepted, settlement_copy (the file).
-- Parameters: $base, the first row_id of the batch.
with

settlement_new as (
    select
        $base + accepted.record as row_id,
        accepted.* exclude (record),
    from settlement_accepted as accepted
    anti join settlement_copy using (record)
)

select * from settlement_new
