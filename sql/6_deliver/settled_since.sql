-- One row: the number of the last settling, and whether any since a given one started a year over.
-- Basis: DESIGN, the published copy. Reads: settle.run. Parameters: $since, the last settling that the copy already has.
with

settled_since as (
    select
        coalesce(max(run), 0) as last_run,
        coalesce(bool_or(is_whole_year) filter (run > $since), false) as is_started_over,
    from settle.run
)

select * from settled_since
