-- One row: how many people of a load have an identity number whose check digit is right and whose province does not exist.
-- Basis: GB 11643-1999; old codes of places that were renamed are no error, so such a number is taken and told of.
-- Reads: warehouse.settlement, warehouse.person_row, warehouse.identity_row. Parameters: $base, the row_id before the batch's first record.
with

loaded as (
    select person_id from warehouse.settlement where row_id > $base
    union all
    select person_id from warehouse.person_row where row_id > $base
    union all
    select person_id from warehouse.identity_row where row_id > $base
),

strange_number as (
    select count(distinct person_id) as person_count
    from loaded
    where person_id > 0 and not has_known_province(person_id)
)

select * from strange_number
