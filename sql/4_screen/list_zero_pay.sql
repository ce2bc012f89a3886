-- One row per settlement of the month for which a holder paid nothing; zero_both where the year's contribution was paid in full for the person too.
-- Basis: 004 四(二) (个人零缴费零自付). The amount is the cost, compared what the person paid.
-- Reads: held_settlement, strongest, premium_class.
with

settled as (
    select *
    from held_settlement
    where list = 'zero_pay'
),

free as (
    select identity from premium_class where share = 1
),

list_zero_pay as (
    select
        'zero_pay' as list,
        settled.person_id,
        cast(null as varchar) as resdbook_no,
        settled.setl_id,
        strongest.identity,
        cast(null as varchar) as layer,
        settled.medfee_sumamt as amount,
        settled.psn_pay as compared,
        case when strongest.identity in (select identity from free) then 'zero_both' else 'zero_pay' end as reason,
    from settled
    left join strongest on strongest.person_id = settled.person_id
    where settled.psn_pay = 0
)

select * from list_zero_pay
