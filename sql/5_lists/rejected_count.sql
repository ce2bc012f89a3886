-- One row per kind of file and reason: how many records were not taken in or are set aside, and how many of them are not mended yet.
-- Basis: promise 2: a row that cannot be used is kept with its reason. Reads: refused.
with

rejected_count as (
    select
        kind,
        code,
        coalesce(min(reason), '') as reason,
        count(*) as row_count,
        count(*) filter (not is_mended) as open_count,
    from refused
    group by kind, code
)

select * from rejected_count
order by kind, open_count desc, row_count desc, code
