-- One row per referral or out-of-area filing of the file.
-- Basis: 000 二(五), 003 art. 11(2) and 22. Reads: roster_sound, roster_repeated (the file). Parameters: $base, the row_id before the first record.
with

referrals_new as (
    select
        $base + sound.record as row_id,
        sound.person_id,
        sound.kind,
        cast(sound.begndate as date) as begndate,
        cast(sound.enddate as date) as enddate,
        sound.mdtrtarea_admdvs,
    from roster_sound as sound
    anti join roster_repeated using (record)
)

select * from referrals_new
