-- One row: of how many people or divisions a list without a day says something else than an earlier one.
-- Basis: a roster without a day speaks for all days before the first that has one; of two such, the order of loading decides nothing.
-- Reads: warehouse.person_row, warehouse.region_row. Parameters: $base, the row_id before the batch's first record.
with

person_new as (
    select * from warehouse.person_row where row_id > $base
),

person_known as (
    select person_new.*
    from person_new
    semi join (select person_id from warehouse.person_row where row_id <= $base) as earlier using (person_id)
),

person_changed as (
    select person_known.person_id
    from person_known
    anti join (select * from warehouse.person_row where row_id <= $base) as earlier
        on earlier.person_id = person_known.person_id
        and earlier.place_id = person_known.place_id
        and earlier.insutype is not distinct from person_known.insutype
        and earlier.paus_insu_date is not distinct from person_known.paus_insu_date
        and earlier.psn_name = person_known.psn_name
),

region_changed as (
    select region_new.code
    from warehouse.region_row as region_new
    join warehouse.region_row as earlier on earlier.code = region_new.code and earlier.row_id <= $base
    where region_new.row_id > $base
    group by region_new.code
    having count(*) filter (earlier.name = region_new.name) = 0
),

roster_again as (
    select (select count(distinct person_id) from person_changed) + (select count(*) from region_changed) as row_count
)

select * from roster_again
