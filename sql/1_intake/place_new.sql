-- One row per way of writing a place that the roster uses and that is not numbered yet.
-- Basis: 000 二(六): the row goes to the township (所在乡镇). Reads: roster_sound (the file), warehouse.place.
with

written as (
    select distinct
        coalesce(insu_admdvs, '') as insu_admdvs,
        coalesce(county, '') as county,
        coalesce(township, '') as township,
        coalesce(village, '') as village,
        coalesce(region_code, '') as region_code,
    from roster_sound
),

place_new as (
    select
        (select coalesce(max(place_id), 0) from warehouse.place)
        + row_number() over (order by region_code, county, township, village, insu_admdvs) as place_id,
        written.*,
    from written
    anti join warehouse.place as known using (insu_admdvs, county, township, village, region_code)
)

select * from place_new
