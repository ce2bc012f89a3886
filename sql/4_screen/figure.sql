-- One row per candidate and month of the year up to the screened one, from the first month with figures: the figures to that month's end.
-- Basis: POLICY section 2, to date. Reads: settle.burden, candidate. Parameters: $year, $month.
with

row_of_candidate as (
    select
        burden.*,
        coalesce(lead(burden.month) over (partition by burden.person_id order by burden.month), 13) as next_month,
    from settle.burden as burden
    semi join candidate using (person_id)
    where burden.year = $year
),

figure as (
    select
        row_of_candidate.person_id,
        calendar.month,
        row_of_candidate.self_pay,
        row_of_candidate.burden,
        row_of_candidate.settlements,
        row_of_candidate.insurance,
    from row_of_candidate
    join range(1, $month + 1) as calendar(month)
        on calendar.month >= row_of_candidate.month and calendar.month < row_of_candidate.next_month
)

select * from figure
