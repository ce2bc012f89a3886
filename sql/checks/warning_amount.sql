-- @check 预警金额与累计负担不符
-- @when month
-- One row per warning of the month whose amount is not the person's figure to date, or whose excess is not amount − line.
-- Basis: promise 3; POLICY section 2, measures. Reads: screen.warning, settle.burden. Parameters: $year, $month.
with

of_month as (
    select *
    from screen.warning
    where month = $year * 100 + $month
),

latest as (
    select
        burden.person_id,
        arg_max(burden.self_pay, burden.month) as self_pay,
        arg_max(burden.burden, burden.month) as burden,
    from settle.burden as burden
    semi join of_month using (person_id)
    where burden.year = $year and burden.month <= $month
    group by burden.person_id
),

warning_amount as (
    select of_month.person_id, of_month.rule
    from of_month
    left join latest using (person_id)
    where of_month.amount <> coalesce(case of_month.measure when 'self_pay' then latest.self_pay else latest.burden end, 0)
        or of_month.over_by <> of_month.amount - of_month.threshold
)

select * from warning_amount
