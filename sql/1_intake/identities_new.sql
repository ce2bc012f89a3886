-- One row per identity of a person that the roster states; the same row twice in a file is one.
-- Basis: POLICY section 1 (the words that rosters use), 003 art. 13 (from the day of recognition).
-- Reads: roster_sound, roster_repeated (the file), identity_word. Parameters: $base, the row_id before the first record; $as_of, or null; $today, the day on which we learn it.
with

identities_new as (
    select
        $base + sound.record as row_id,
        cast($as_of as date) as as_of,
        sound.person_id,
        sound.psn_name,
        identity_word.identity,
        cast(sound.begndate as date) as begndate,
        cast(sound.enddate as date) as enddate,
        coalesce(sound.source, '') as source,
        sound.tag,
        $today as learned_on,
    from roster_sound as sound
    join identity_word on identity_word.word = sound.identity
    anti join roster_repeated using (record)
)

select * from identities_new
