-- One row per payer: how many persons it owes something for the year, and how many of them it has paid all of it.
-- Basis: 001 二.1 (基本医保、大病保险、医疗救助覆盖率分别达到100%), 002 一 (大病保险政策落实率达到100%). Layers that share a column are one payer.
-- Reads: settle.entitlement, layer_payer. Parameters: $year, $month.
with

gap as (
    select
        entitlement.person_id,
        layer_payer.payer as layer,
        layer_payer.position,
        sum(entitlement.entitled) as entitled,
        sum(entitlement.reported) as reported,
    from settle.entitlement as entitlement
    join layer_payer on layer_payer.layer = entitlement.layer and layer_payer.list = 'unreceived'
    where entitlement.year = $year and entitlement.month <= $month
    group by entitlement.person_id, layer_payer.payer, layer_payer.position
),

payer_coverage as (
    select
        layer,
        count(*) filter (entitled > 0) as entitled_count,
        count(*) filter (entitled > 0 and reported >= entitled) as paid_count,
    from gap
    group by layer, position
    having count(*) filter (entitled > 0) > 0
    order by position
)

select * from payer_coverage
