-- One row per way in which the rosters write a place: the county and township that it is, as far as the list of divisions knows.
-- Basis: 000 二(六) sends each person's row to the township (所在乡镇); nobody without one is dropped, so both codes may be null.
-- A 12-digit code decides; else the names, exactly first, then without 镇/乡/街道; a county may also come from the insurance area.
-- place_rank orders the ways of writing by what they say: where two rosters of a day differ on a person, the first holds.
-- A name that a division had before still means it (R96); where the present name of another fits, that one is meant.
-- Reads: warehouse.place, region, warehouse.region_row.
with

division_name as (
    select distinct
        region.code,
        region.level,
        region.county_code,
        region_row.name,
        regexp_replace(region_row.name, '(镇人民政府|乡人民政府|街道办事处|办事处|街道|镇|乡)$', '') as short_name,
        case when region_row.name = region.name then 0 else 1 end as is_former,
    from region
    join warehouse.region_row as region_row using (code)
),

county as (
    select * from region where level = 'county'
),

township as (
    select * from region where level = 'township'
),

county_named as (
    select
        place.place_id,
        named.code,
        named.is_former,
        min(named.is_former) over (partition by place.place_id) as best,
    from warehouse.place as place
    join division_name as named on named.level = 'county' and named.name = place.county
),

by_county_name as (
    select
        place_id,
        min(code) as code,
    from county_named
    where is_former = best
    group by place_id
    having count(*) = 1
),

with_county as (
    select
        place.*,
        coalesce(by_code.code, by_county_name.code, by_area.code) as county_code,
    from warehouse.place as place
    left join county as by_code on by_code.code = left(place.region_code, 6) || '000000'
    left join by_county_name on by_county_name.place_id = place.place_id
    left join county as by_area on by_area.code = left(place.insu_admdvs, 6) || '000000'
),

township_named as (
    select
        with_county.place_id,
        named.code,
        min(case when named.name = with_county.township then 0 else 2 end + named.is_former) as choice,
    from with_county
    join division_name as named
        on named.name = with_county.township
        or named.short_name = regexp_replace(with_county.township, '(镇人民政府|乡人民政府|街道办事处|办事处|街道|镇|乡)$', '')
    where named.level = 'township' and with_county.township <> ''
        and coalesce(with_county.county_code, named.county_code) = named.county_code
    group by with_county.place_id, named.code
),

by_township_name as (
    select
        place_id,
        min(code) as code,
        count(*) as rivals,
    from (select *, min(choice) over (partition by place_id) as best from township_named)
    where choice = best
    group by place_id
),

place_code as (
    select
        with_county.place_id,
        coalesce(with_county.county_code, left(coalesce(by_code.code, by_township_name.code), 6) || '000000') as county_code,
        coalesce(by_code.code, by_township_name.code) as township_code,
        with_county.village,
        row_number() over (
            order by
                coalesce(by_code.code, by_township_name.code) is null,
                with_county.region_code, with_county.county, with_county.township, with_county.village, with_county.insu_admdvs
        ) as place_rank,
    from with_county
    left join township as by_code on by_code.code = left(with_county.region_code, 9) || '000'
    left join by_township_name
        on by_township_name.place_id = with_county.place_id and by_township_name.rivals = 1
)

select * from place_code
