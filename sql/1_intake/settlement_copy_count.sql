-- One row: how many records of the file say exactly what was said before.
-- Basis: a SETL_ID seen again with the same content is a duplicate. Reads: settlement_copy (the file).
with

settlement_copy_count as (
    select count(*) as row_count
    from settlement_copy
)

select * from settlement_copy_count
