-- One row per worklist that compares what the layers owe with what was paid, person and payer: both sums of the year to the month's end.
-- Basis: POLICY section 2 (reported and entitled). Layers that share a column of the settlement record are one payer.
-- Reads: settle.entitlement, layer_payer. Parameters: $year, $month.
with

payer_gap as (
    select
        layer_payer.list,
        entitlement.person_id,
        layer_payer.payer as layer,
        layer_payer.position,
        sum(entitlement.entitled) as entitled,
        sum(entitlement.reported) as reported,
        max(entitlement.accumulated_before + entitlement.base) as reached,
    from settle.entitlement as entitlement
    join layer_payer on layer_payer.layer = entitlement.layer
    where entitlement.year = $year and entitlement.month <= $month
    group by layer_payer.list, entitlement.person_id, layer_payer.payer, layer_payer.position
)

select * from payer_gap
