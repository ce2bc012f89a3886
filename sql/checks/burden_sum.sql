-- @check 全体人员的累计之和不等于计入的结算之和
-- @when year
-- One row per measure of which the persons' figures of the year do not add up to the settlements that count.
-- Basis: promises 2 and 3: the slices add up to the whole, and every fen is explained. Who waits to be computed again is left out.
-- Reads: settle.burden, counted, person_late. Parameters: $year, $month.
with

latest as (
    select
        burden.person_id,
        max(burden.month) as month,
    from settle.burden as burden
    anti join person_late using (person_id)
    where burden.year = $year and burden.month <= $month
    group by burden.person_id
),

of_persons as (
    select
        coalesce(sum(burden.medfee), 0) as medfee,
        coalesce(sum(burden.in_scope), 0) as in_scope,
        coalesce(sum(burden.burden), 0) as burden,
        coalesce(sum(burden.own_expense), 0) as own_expense,
        coalesce(sum(burden.self_pay), 0) as self_pay,
        coalesce(sum(burden.settlements), 0) as settlements,
    from settle.burden as burden
    semi join latest using (person_id, month)
    where burden.year = $year
),

of_settlements as (
    select
        coalesce(sum(counted.medfee_sumamt), 0) as medfee,
        coalesce(sum(counted.inscp_amt), 0) as in_scope,
        coalesce(sum(counted.psn_pay), 0) as burden,
        coalesce(sum(counted.fulamt_ownpay_amt + counted.overlmt_selfpay), 0) as own_expense,
        coalesce(sum(counted.self_pay), 0) as self_pay,
        count(*) as settlements,
    from counted
    anti join person_late using (person_id)
),

burden_sum as (
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

select * from burden_sum
