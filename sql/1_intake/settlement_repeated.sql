-- One row per SETL_ID of the file that stands in it more than once, or is in the warehouse already.
-- Basis: a SETL_ID seen again is a duplicate, a correction or a conflict; which of them is decided from all its versions.
-- Reads: settlement_row, reject (the file), warehouse.settlement. Hashes only narrow the search down; a collision adds a harmless row.
with

keys as (
    select
        settlement_row.setl_id,
        hash(settlement_row.setl_id) as setl_hash,
    from settlement_row
    anti join reject using (record)
),

hashes_seen_twice as (
    select setl_hash
    from keys
    group by setl_hash
    having count(*) > 1
),

in_the_file as (
    select keys.setl_id
    from keys
    semi join hashes_seen_twice using (setl_hash)
),

in_the_warehouse as (
    select stored.setl_id
    from warehouse.settlement as stored
    semi join keys using (setl_id)
),

settlement_repeated as (
    select setl_id from in_the_file
    union
    select setl_id from in_the_warehouse
)

select * from settlement_repeated
