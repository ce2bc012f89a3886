-- One row per person whose figures of the year came near any line, far below what the early watch looks at.
-- Basis: 000 二(六), 003 art. 16: how everybody's burden lies against the line. Only narrows the search down.
-- Reads: settle.burden. Parameters: $year, $month; $least_self_pay and $least_burden, the lowest amounts that are counted.
with

near_candidate as (
    select distinct person_id
    from settle.burden
    where year = $year and month <= $month and (self_pay >= $least_self_pay or burden >= $least_burden)
)

select * from near_candidate
