-- One row: how many rows are on the month's list, early watch and withdrawn rows apart.
-- Basis: 000 二(六). Reads: screen.warning. Parameters: $month, as year and month in six digits.
with

listed_count as (
    select count(*) as row_count
    from screen.warning
    where month = $month and not early_watch and status in ('new', 'continuing', 'escalated')
)

select * from listed_count
