-- One row per hospital, county of insurance or township whose settlements have all but gone since the month before.
-- Basis: promise 2; RELIABILITY R49: a hospital or a township that is missing from a delivery loses its people.
-- Reads: warehouse.settlement, warehouse.person_row, warehouse.place.
-- Parameters: $month, $before (the month before, six digits), $percent of the month before below which a place has
-- gone, $least settlements of the month before, from which it is judged at all.
with

settled as (
    select
        person_id,
        fixmedins_code,
        insu_admdvs,
        setl_month = $month as is_now,
    from warehouse.settlement
    where setl_month in ($month, $before)
),

home as (
    select
        person_row.person_id,
        place.county || place.township as township,
    from warehouse.person_row as person_row
    inner join warehouse.place as place using (place_id)
    where person_row.person_id in (select person_id from settled) and place.township <> ''
    qualify row_number() over (partition by person_row.person_id order by person_row.as_of desc, person_row.row_id desc) = 1
),

counted as (
    select 'hospital' as kind, fixmedins_code as name, is_now
    from settled
    where fixmedins_code is not null
    union all
    select 'county', insu_admdvs, is_now
    from settled
    where insu_admdvs is not null
    union all
    select 'township', home.township, settled.is_now
    from settled
    inner join home using (person_id)
),

compared as (
    select
        kind,
        name,
        count(*) filter (not is_now) as before,
        count(*) filter (is_now) as now,
    from counted
    group by kind, name
),

hold_place as (
    select
        kind,
        name,
        before,
        now,
    from compared
    where before >= $least and now * 100 < before * $percent
)

select * from hold_place
order by before - now desc, kind, name
