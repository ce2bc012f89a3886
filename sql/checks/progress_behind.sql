-- @check 本月尚未累计完，或仍有人待重算
-- @when month
-- One row per person who waits to be computed again in the year, and one if the year has not been settled up to the month.
-- Basis: late rows and refunds correct the months they belong to. Reads: settle.progress, settle.dirty. Parameters: $year, $month.
with

settled as (
    select count(*) as row_count
    from settle.progress
    where year = $year and through_month >= $month
),

progress_behind as (
    select person_id from settle.dirty where year = $year
    union all
    select cast(null as bigint) as person_id from settled where row_count <> 1
)

select * from progress_behind
