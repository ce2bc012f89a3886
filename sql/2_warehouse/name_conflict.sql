-- One row per record of the load whose person goes by another name on a roster, however middle dots, blanks and widths are written.
-- Basis: R90: the same number is the same person; that the names differ is told, and nothing is parted.
-- Reads: warehouse.person_row, warehouse.identity_row, warehouse.settlement, warehouse.alias. Parameters: $base, the row_id before the batch's first record;
-- $end, the last row_id that it could have.
with

told as (
    select row_id, person_id, psn_name from warehouse.person_row
    union all
    select row_id, person_id, psn_name from warehouse.identity_row where psn_name is not null
),

loaded as (
    select row_id, person_id, psn_name from told where row_id > $base and row_id <= $end
    union all
    select row_id, person_id, psn_name from warehouse.settlement where row_id > $base and row_id <= $end and psn_name is not null
),

loaded_of as (
    select
        loaded.row_id,
        loaded.psn_name,
        coalesce(alias.person_id, loaded.person_id) as person_id,
    from loaded
    left join warehouse.alias as alias on alias.alias_id = loaded.person_id
),

told_of as (
    select distinct
        coalesce(alias.person_id, told.person_id) as person_id,
        told.psn_name,
    from told
    left join warehouse.alias as alias on alias.alias_id = told.person_id
),

name_conflict as (
    select distinct loaded_of.row_id - $base as record
    from loaded_of
    join told_of on told_of.person_id = loaded_of.person_id and told_of.psn_name <> loaded_of.psn_name
    where name_key(told_of.psn_name) <> name_key(loaded_of.psn_name)
)

select * from name_conflict
order by record
