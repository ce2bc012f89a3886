-- One row per way in which the rosters write a place: the county and township that it is, as far as the list of divisions knows.
-- Basis: 000 二(六) sends each person's row to the township (所在乡镇); nobody without one is dropped, so both codes may be null.
-- A 12-digit code decides; else the names, exactly first, then without 镇/乡/街道; a county may also come from the insurance area.
-- place_rank orders the ways of writing by what they say: where two rosters of a day differ on a person, the first holds.
-- Reads: warehouse.place, region.
with

county as (
    select * from region where level = 'county'
),

township as (
    select * from region where level = 'township'
),

by_county_name as (
    select
        place.place_id,
        min(county.code) as code,
    from warehouse.place as place
    join county on county.name = place.county
    group by place.place_id
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

by_township_name as (
    select
        with_county.place_id,
        township.code,
        row_number() over (partition by with_county.place_id order by township.name <> with_county.township) as choice,
        count(*) over (partition by with_county.place_id, township.name = with_county.township) as rivals,
    from with_county
    join township
        on township.name = with_county.township
        or township.short_name = regexp_replace(with_county.township, '(镇人民政府|乡人民政府|街道办事处|办事处|街道|镇|乡)$', '')
    where with_county.township <> '' and coalesce(with_county.county_code, township.county_code) = township.county_code
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
        on by_township_name.place_id = with_county.place_id and by_township_name.choice = 1 and by_township_name.rivals = 1
)

select * from place_code
