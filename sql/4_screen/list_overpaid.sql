-- One row per person and payer whose payments of the year are more than the policy gives.
-- Basis: 002 二(五) (避免重复报销、超费用报销). Layers that share a column of the settlement record are one payer. follows_earlier: an earlier
-- layer paid too little, so this one saw more cost than was left to it. The amount is what was paid too much, compared what the policy gives.
-- Reads: payer_gap, strongest.
with

gap as (
    select *
    from payer_gap
    where list = 'overpaid'
),

owed as (
    select
        person_id,
        min(position) as position,
    from gap
    where entitled > reported
    group by person_id
),

list_overpaid as (
    select
        'overpaid' as list,
        gap.person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        strongest.identity,
        gap.layer,
        cast(gap.reported - gap.entitled as decimal(16,2)) as amount,
        cast(gap.entitled as decimal(16,2)) as compared,
        case
            when owed.position < gap.position then 'follows_earlier'
            when gap.entitled = 0 then 'not_entitled'
            else 'paid_more'
        end as reason,
    from gap
    left join strongest on strongest.person_id = gap.person_id
    left join owed on owed.person_id = gap.person_id
    where gap.reported > gap.entitled
)

select * from list_overpaid
