-- One row per person and year whose settled figures this load touches: rows of a settled month, and rows whose standing has become another.
-- Basis: late rows and refunds correct the months they belong to. Reads: warehouse.settlement, warehouse.standing, standing_new, settle.progress.
-- Parameters: $base, the row_id before the batch's first record.
with

restood as (
    select row_id, standing, counts_at from standing_new
    except
    select row_id, standing, counts_at from warehouse.standing
    union
    (
        select row_id, standing, counts_at from warehouse.standing
        except
        select row_id, standing, counts_at from standing_new
    )
),

late as (
    select
        stored.person_id,
        progress.year,
    from warehouse.settlement as stored
    join settle.progress as progress on progress.year = stored.setl_month // 100
    where stored.row_id > $base and stored.setl_month % 100 <= progress.through_month
),

touched as (
    select
        stored.person_id,
        year(coalesce(restood.counts_at, stored.setl_time)) as year,
    from warehouse.settlement as stored
    join restood using (row_id)
),

dirty_settlement as (
    select person_id, year from late
    union
    select touched.person_id, touched.year
    from touched
    semi join settle.progress as progress using (year)
)

select * from dirty_settlement
