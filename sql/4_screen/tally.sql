-- One row per rule, status and early watch: how many persons of the month.
-- Basis: DESIGN: --plan says what would change. Reads: screen.warning. Parameters: $month, six digits.
with

tally as (
    select
        rule,
        status,
        early_watch,
        count(*) as row_count,
    from screen.warning
    where month = $month
    group by all
)

select * from tally
order by rule, early_watch, status
