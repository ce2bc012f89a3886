-- One row: how many cases of the year are not closed, and the month since which the oldest is open, 0 where none is.
-- Basis: 004 (逐一销号): open items roll on with their age. Reads: warehouse.case_state. Parameters: $year.
with

open_case as (
    select
        count(*) as cases,
        coalesce(min(since), 0) as oldest_since,
    from warehouse.case_state
    where year = $year and state <> 'closed'
)

select * from open_case
