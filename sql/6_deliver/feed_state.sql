-- One row per kind of file: how much of it was loaded, when last, and how many of its rows still wait to be mended.
-- Basis: promise 2. Reads: intake.load_batch, refused.
with

waiting as (
    select batch_id, count(*) as row_count
    from refused
    where not is_mended
    group by batch_id
),

feed_state as (
    select
        load_batch.kind,
        count(*) as batch_count,
        cast(sum(load_batch.accepted) as bigint) as accepted,
        cast(coalesce(sum(waiting.row_count), 0) as bigint) as open_rows,
        max(load_batch.loaded_on) as latest,
    from intake.load_batch as load_batch
    left join waiting using (batch_id)
    group by load_batch.kind
)

select * from feed_state
order by kind
