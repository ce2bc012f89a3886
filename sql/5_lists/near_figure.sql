-- One row per person near a line: the figures to the month's end.
-- Basis: POLICY section 2, to date. Reads: settle.burden, near_candidate. Parameters: $year, $month.
with

near_figure as (
    select
        burden.person_id,
        cast($month as integer) as month,
        burden.self_pay,
        burden.burden,
        burden.settlements,
        burden.insurance,
    from settle.burden as burden
    semi join near_candidate using (person_id)
    where burden.year = $year and burden.month <= $month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
)

select * from near_figure
