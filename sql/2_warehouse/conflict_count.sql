-- One row: how many records of the file say something else than another version of the same settlement, with nothing to tell which is later.
-- Basis: POLICY section 2: such versions are rejected, all of them. Reads: warehouse.standing. Parameters: $base, the row_id before the batch's first record.
with

conflict_count as (
    select count(*) as row_count
    from warehouse.standing
    where standing = 'conflict' and row_id > $base
)

select * from conflict_count
