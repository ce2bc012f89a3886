-- One row per enrolment for outpatient chronic and special disease.
-- Basis: 004 三(四). Reads: roster_sound, roster_repeated (the file). Parameters: $base, the row_id before the first record.
with

chronic_new as (
    select
        $base + sound.record as row_id,
        sound.person_id,
        sound.opsp_dise_code,
        cast(sound.begndate as date) as begndate,
        cast(sound.enddate as date) as enddate,
    from roster_sound as sound
    anti join roster_repeated using (record)
)

select * from chronic_new
