-- @check 本月累计的增加额不等于本月计入的结算之和
-- @when month
-- One row per measure by which the persons' figures have grown in the month otherwise than by the month's settlements that count.
-- Basis: promises 2 and 3: the slices add up to the whole, and every fen is explained. Reads: settle.burden, counted.
-- Parameters: $year, $month.
with

of_month as (
    select *
    from settle.burden
    where year = $year and month = $month
),

earlier as (
    select
        burden.person_id,
        max(burden.month) as month,
    from settle.burden as burden
    semi join of_month using (person_id)
    where burden.year = $year and burden.month < $month
    group by burden.person_id
),

before as (
    select burden.*
    from settle.burden as burden
    semi join earlier using (person_id, month)
    where burden.year = $year and burden.month < $month
),

signed as (
    select 1 as sign, medfee, in_scope, burden, own_expense, self_pay, settlements from of_month
    union all
    select -1, medfee, in_scope, burden, own_expense, self_pay, settlements from before
),

of_persons as (
    select
        coalesce(sum(sign * medfee), 0) as medfee,
        coalesce(sum(sign * in_scope), 0) as in_scope,
        coalesce(sum(sign * burden), 0) as burden,
        coalesce(sum(sign * own_expense), 0) as own_expense,
        coalesce(sum(sign * self_pay), 0) as self_pay,
        coalesce(sum(sign * settlements), 0) as settlements,
    from signed
),

of_settlements as (
    select
        coalesce(sum(medfee_sumamt), 0) as medfee,
        coalesce(sum(inscp_amt), 0) as in_scope,
        coalesce(sum(psn_pay), 0) as burden,
        coalesce(sum(fulamt_ownpay_amt + overlmt_selfpay), 0) as own_expense,
        coalesce(sum(self_pay), 0) as self_pay,
        count(*) as settlements,
    from counted
    where month = $month
),

burden_increase as (
    select 'medfee' as measure from of_persons join of_settlements on of_persons.medfee <> of_settlements.medfee
    union all
    select 'in_scope' from of_persons join of_settlements on of_persons.in_scope <> of_settlements.in_scope
    union all
    select 'burden' from of_persons join of_settlements on of_persons.burden <> of_settlements.burden
    union all
    select 'own_expense' from of_persons join of_settlements on of_persons.own_expense <> of_settlements.own_expense
    union all
    select 'self_pay' from of_persons join of_settlements on of_persons.self_pay <> of_settlements.self_pay
    union all
    select 'settlements' from of_persons join of_settlements on of_persons.settlements <> of_settlements.settlements
)

select * from burden_increase
