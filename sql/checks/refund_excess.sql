-- @check 退费合计超过原结算
-- @when full
-- One row per settlement from which the refunds that hold take back more than there was.
-- Basis: POLICY section 2: a refund undoes the settlement that it names, and no more. Reads: warehouse.settlement, warehouse.standing.
with

taken_back as (
    select
        settlement.init_setl_id as setl_id,
        sum(settlement.medfee_sumamt) as amount,
    from warehouse.settlement as settlement
    join warehouse.standing as standing using (row_id)
    where standing.standing in ('refund', 'refund_part')
    group by settlement.init_setl_id
),

fee as (
    select
        settlement.setl_id,
        max(settlement.medfee_sumamt) as amount,
    from warehouse.settlement as settlement
    semi join taken_back using (setl_id)
    group by settlement.setl_id
),

refund_excess as (
    select taken_back.setl_id
    from taken_back
    left join fee using (setl_id)
    where fee.amount is null or fee.amount + taken_back.amount < 0
)

select * from refund_excess
