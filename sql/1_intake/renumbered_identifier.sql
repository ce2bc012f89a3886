-- One row per old number that is no identity number (a passport, a permit) and is not numbered yet.
-- Basis: a person is known by certno, else by psn_no. Reads: renumbered_row, reject (the file), warehouse.identifier.
with

unnumbered as (
    select distinct
        renumbered_row.old_kind as kind,
        renumbered_row.old_clean as value,
    from renumbered_row
    anti join reject using (record)
    anti join warehouse.identifier as known on known.kind = renumbered_row.old_kind and known.value = renumbered_row.old_clean
    where renumbered_row.old_kind is not null
),

renumbered_identifier as (
    select
        coalesce((select min(person_id) from warehouse.identifier), 0) - row_number() over (order by kind, value) as person_id,
        kind,
        value,
    from unnumbered
)

select * from renumbered_identifier
