-- One row per year with cases and state: how many, and the month since which the oldest is open (of closed ones null).
-- Basis: 004 (逐一销号): open items roll on with their age. Reads: warehouse.case_state.
with

case_tally as (
    select
        year,
        state,
        count(*) as case_count,
        min(since) filter (state <> 'closed') as oldest,
    from warehouse.case_state
    group by year, state
)

select * from case_tally
order by year, state
