-- One row per statement of the file on a household, or on a member of one.
-- Basis: 000 二(六) (income of the year, asset check). Reads: roster_sound, roster_repeated (the file). Parameters: $base, the row_id before the first record; $as_of, or null.
with

households_new as (
    select
        $base + sound.record as row_id,
        coalesce(cast($as_of as date), date '0001-01-01') as as_of,
        sound.resdbook_no,
        sound.person_id,
        sound.year,
        sound.income,
        sound.asset_check,
    from roster_sound as sound
    anti join roster_repeated using (record)
)

select * from households_new
