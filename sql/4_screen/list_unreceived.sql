-- One row per person and payer to whom the year's layers owe more than was paid: help not yet received (应享未享).
-- Basis: POLICY section 2 (reported and entitled). Layers that share a column of the settlement record are one payer. What is wrong: the deductible
-- was not lowered (nothing paid, and the cost lies under everybody's deductible), the rate not raised, assistance not triggered, or paid too little.
-- The amount is what is owed, compared what the policy gives.
-- Reads: payer_gap, layer_default, layer_identity, warehouse.identity_span, strongest. Parameters: $year, $month.
with

gap as (
    select *
    from payer_gap
    where list = 'unreceived'
),

tilted as (
    select distinct
        span.person_id,
        layer_identity.layer,
    from warehouse.identity_span as span
    join layer_identity on layer_identity.identity = span.identity
    where span.begins <= last_day(make_date($year, $month, 1)) and span.ends >= make_date($year, 1, 1)
),

list_unreceived as (
    select
        'unreceived' as list,
        gap.person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        strongest.identity,
        gap.layer,
        cast(gap.entitled - gap.reported as decimal(16,2)) as amount,
        cast(gap.entitled as decimal(16,2)) as compared,
        case
            when layer_default.layer is null and gap.reported = 0 then 'not_triggered'
            when tilted.person_id is not null and gap.reported = 0 and gap.reached <= layer_default.deductible then 'deductible_not_tilted'
            when gap.reported = 0 then 'nothing_paid'
            when layer_default.layer is not null and tilted.person_id is not null then 'rate_not_tilted'
            else 'paid_less'
        end as reason,
    from gap
    left join strongest on strongest.person_id = gap.person_id
    left join layer_default on layer_default.layer = gap.layer
    left join tilted on tilted.person_id = gap.person_id and tilted.layer = gap.layer
    where gap.entitled > gap.reported
)

select * from list_unreceived
