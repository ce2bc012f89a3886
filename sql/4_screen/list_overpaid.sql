-- One row per person and payer whose payments of the year are more than the policy gives.
-- Basis: 002 二(五) (避免重复报销、超费用报销). Layers that share a column of the settlement record are one payer. follows_earlier: an earlier
-- layer paid too little, so this one saw more cost than was left to it. The amount is what was paid too much, compared what the policy gives.
-- Reads: settle.entitlement, layer_payer, strongest. Parameters: $year, $month.
with

gap as (
    select
        entitlement.person_id,
        layer_payer.payer as layer,
        layer_payer.position,
        sum(entitlement.entitled) as entitled,
        sum(entitlement.reported) as reported,
        max(entitlement.accumulated_before + entitlement.base) as reached,
    from settle.entitlement as entitlement
    join layer_payer on layer_payer.layer = entitlement.layer and layer_payer.list = 'overpaid'
    where entitlement.year = $year and entitlement.month <= $month
    group by entitlement.person_id, layer_payer.payer, layer_payer.position
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
