-- One row per person and year whose rows in the analysts' copy are older than what has been settled since.
-- Basis: late rows and refunds correct the months they belong to. Reads: settle.recomputed, warehouse.alias, deliver.person_key.
-- Parameters: $since, the last settling that the copy already has.
with

outdated as (
    select distinct
        person_key.person_key,
        recomputed.year,
    from settle.recomputed as recomputed
    join deliver.person_key as person_key using (person_id)
    where recomputed.run > $since
)

select * from outdated
