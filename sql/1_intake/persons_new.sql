-- One row per person of the roster to be stored; the same row twice in a file is one.
-- Basis: DESIGN, Intake columns; a roster without a day speaks for all days before the first that has one.
-- Reads: roster_sound, roster_repeated (the file), warehouse.place. Parameters: $base, the row_id before the first record; $as_of, or null.
with

persons_new as (
    select
        $base + sound.record as row_id,
        coalesce(cast($as_of as date), date '0001-01-01') as as_of,
        sound.person_id,
        case when sound.id_seventeen is not null or sound.identifier_kind = 'cert' then sound.id_clean end as certno,
        sound.psn_no,
        sound.psn_name,
        sound.gend,
        coalesce(id_birth(sound.id_seventeen), cast(sound.brdy as date)) as brdy,
        sound.insutype,
        sound.psn_insu_stas,
        cast(sound.psn_insu_date as date) as psn_insu_date,
        cast(sound.paus_insu_date as date) as paus_insu_date,
        place.place_id,
        sound.resdbook_no,
        sound.mob,
        sound.addr,
    from roster_sound as sound
    join warehouse.place as place
        on place.insu_admdvs = coalesce(sound.insu_admdvs, '')
        and place.county = coalesce(sound.county, '')
        and place.township = coalesce(sound.township, '')
        and place.village = coalesce(sound.village, '')
        and place.region_code = coalesce(sound.region_code, '')
    anti join roster_repeated using (record)
)

select * from persons_new
