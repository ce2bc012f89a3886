-- One row per issued month of the year up to the one asked for: its list, when it went out and when the next one did.
-- Basis: promise 4: what was issued stays issued. Reads: lists.issue. Parameters: $year, $month.
with

issued_month as (
    select
        issue_id,
        month,
        issued_on,
        lead(issued_on) over (order by month) as next_issued_on,
    from lists.issue
    where month between $year * 100 + 1 and $year * 100 + $month and version = 1
)

select * from issued_month
