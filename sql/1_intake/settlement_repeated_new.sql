-- One row per SETL_ID that has got a second version with this file and is not on the list of such ids yet.
-- Basis: a SETL_ID seen again with other content corrects or conflicts. Reads: settlement_repeated (the file), warehouse.settlement, warehouse.repeated_settlement.
with

settlement_repeated_new as (
    select stored.setl_id
    from warehouse.settlement as stored
    semi join settlement_repeated using (setl_id)
    anti join warehouse.repeated_settlement as listed using (setl_id)
    group by stored.setl_id
    having count(*) > 1
)

select * from settlement_repeated_new
