-- One row per township name of a load that the list of divisions does not have: how many people it leaves without a township.
-- Basis: 000 二(六): nobody is dropped for want of a township; they are listed under 待核.
-- Reads: warehouse.person_row, warehouse.place, place_code. Parameters: $base, the row_id before the batch's first record.
with

place_unknown as (
    select
        place.county,
        place.township,
        count(*) as person_count,
        any_value(place_code.county_code order by place.place_id) as county_code,
    from warehouse.person_row as person_row
    join warehouse.place as place using (place_id)
    left join place_code using (place_id)
    where person_row.row_id > $base and place_code.township_code is null
    group by place.county, place.township
)

select * from place_unknown
order by person_count desc, county, township
