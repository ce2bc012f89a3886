-- One row per person whose figures could be on the list or on the early watch of the month, or who was on the last list.
-- Basis: 000 二(六), 003 art. 16. Only narrows the search down: nobody over any line, or near it, is left out.
-- Reads: settle.burden, previous_row. Parameters: $year, $month; $least_self_pay and $least_burden, the lowest amounts that any rule looks at.
with

reached as (
    select distinct person_id
    from settle.burden
    where year = $year and month <= $month and (self_pay >= $least_self_pay or burden >= $least_burden)
),

candidate as (
    select person_id from reached
    union
    select person_id from previous_row
)

select * from candidate
