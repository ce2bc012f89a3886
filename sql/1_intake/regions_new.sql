-- One row per administrative division of the file; its level follows from its code where the file does not say.
-- Basis: twelve-digit statistical division codes. Reads: roster_sound, roster_repeated (the file). Parameters: $base, the row_id before the first record; $as_of, or null.
with

regions_new as (
    select
        $base + sound.record as row_id,
        coalesce(cast($as_of as date), date '0001-01-01') as as_of,
        rpad(sound.code, 12, '0') as code,
        sound.name,
        case
            when rpad(sound.code, 12, '0') like '__0000000000' then 'province'
            when rpad(sound.code, 12, '0') like '____00000000' then 'city'
            when rpad(sound.code, 12, '0') like '______000000' then 'county'
            when rpad(sound.code, 12, '0') like '_________000' then 'township'
            else 'village'
        end as level,
        sound.parent,
    from roster_sound as sound
    anti join roster_repeated using (record)
)

select * from regions_new
