-- @check 同一结算ID有两条同时计入
-- @when full
-- One row per SETL_ID of which more than one version stands and would be counted twice.
-- Basis: of several versions of a SETL_ID the latest holds, and where that does not decide, none does.
-- Reads: warehouse.settlement, warehouse.standing.
with

standing_alone as (
    select settlement.setl_id
    from warehouse.settlement as settlement
    anti join warehouse.standing as standing using (row_id)
),

settlement_twice as (
    select setl_id
    from standing_alone
    group by setl_id
    having count(*) > 1
)

select * from settlement_twice
