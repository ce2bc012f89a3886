-- One row: how many people the month looked at, step by step.
-- Basis: promise 2: counts that add up. Reads: warehouse.person_row, settle.burden, screen.warning. Parameters: $year, $month.
with

funnel as (
    select
        (select count(distinct person_id) from warehouse.person_row) as rostered,
        (select count(distinct person_id) from settle.burden where year = $year and month <= $month) as with_cost,
        (
            select count(distinct person_id)
            from screen.warning
            where month = $year * 100 + $month and not early_watch and status in ('new', 'continuing', 'escalated')
        ) as listed,
        (select count(distinct person_id) from screen.warning where month = $year * 100 + $month and early_watch) as watched,
)

select * from funnel
