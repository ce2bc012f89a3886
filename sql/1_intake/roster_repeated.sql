-- One row per record of the roster that says exactly what an earlier record of the same file has said.
-- Basis: promise 2: a duplicate is counted, not stored twice. Hashes only narrow the search down; what decides is the comparison of all columns.
-- Reads: roster_sound (the file).
with

hashed as (
    select
        record,
        hash(row(*columns(* exclude (record, line)))) as row_hash,
    from roster_sound
),

seen_twice as (
    select row_hash
    from hashed
    group by row_hash
    having count(*) > 1
),

alike as (
    select
        roster_sound.record,
        md5(cast(row(*columns(roster_sound.* exclude (record, line))) as varchar)) as content,
    from roster_sound
    semi join (select hashed.record from hashed semi join seen_twice using (row_hash)) as candidate using (record)
),

numbered as (
    select
        record,
        row_number() over (partition by content order by record) as saying,
    from alike
),

roster_repeated as (
    select record
    from numbered
    where saying > 1
)

select * from roster_repeated
