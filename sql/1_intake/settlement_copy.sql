-- One row per record of the file that says exactly what another row of the same SETL_ID, stored or earlier in the file, has said.
-- Basis: a SETL_ID seen again with the same content is a duplicate. Reads: settlement_said (the file).
with

settlement_copy as (
    select
        record,
        content,
    from settlement_said
    where number > 1 and record > 0
)

select * from settlement_copy
