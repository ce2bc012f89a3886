-- One row: how many records a file adds to the one of its name loaded before, changes, no longer has, has just as they were.
-- Basis: RELIABILITY R35: the difference is shown before a correction is taken in. Records that nothing tells apart are counted together.
-- Reads: delivered_before, delivered_now.
with

before as (
    select
        told,
        count(*) as records,
        md5(string_agg(content, ' ' order by content)) as content,
    from delivered_before
    group by told
),

now as (
    select
        told,
        count(*) as records,
        md5(string_agg(content, ' ' order by content)) as content,
    from delivered_now
    group by told
),

delivery_change as (
    select
        coalesce(sum(now.records) filter (before.told is null), 0) as added,
        coalesce(sum(now.records) filter (before.content <> now.content), 0) as changed,
        coalesce(sum(before.records) filter (now.told is null), 0) as removed,
        coalesce(sum(now.records) filter (before.content = now.content), 0) as same,
    from before
    full join now using (told)
)

select * from delivery_change
