-- @check 累计结算笔数比上月少
-- @when month
-- One row per person whose settlements to date are fewer than in the month before.
-- Basis: DESIGN, To date: a state carried from month to month; an undone settlement leaves every month. Reads: settle.burden.
-- Parameters: $year, $month.
with

of_month as (
    select person_id, settlements
    from settle.burden
    where year = $year and month = $month
),

before as (
    select
        burden.person_id,
        max(burden.settlements) as settlements,
    from settle.burden as burden
    semi join of_month using (person_id)
    where burden.year = $year and burden.month < $month
    group by burden.person_id
),

burden_order as (
    select of_month.person_id
    from of_month
    join before using (person_id)
    where of_month.settlements < before.settlements
)

select * from burden_order
