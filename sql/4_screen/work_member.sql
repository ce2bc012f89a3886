-- One row per person who holds an identity in the year, or whom the month's warnings name.
-- Basis: 000 二(二): the rosters of the offices are compared with the insured. Reads: warehouse.identity_span, screen.warning.
-- Parameters: $year, $month; $on, the last day that an identity may begin.
with

work_member as (
    select person_id
    from warehouse.identity_span
    where begins <= $on and ends >= make_date($year, 1, 1)
    union
    select person_id
    from screen.warning
    where month = $year * 100 + $month
)

select * from work_member
