-- One row per stored settlement that is set aside until something else arrives: conflicting versions and refunds that fit no settlement.
-- Basis: both versions of a conflict are rejected and shown side by side; a refund before its original waits for it.
-- Reads: warehouse.standing, warehouse.settlement.
with

set_aside as (
    select
        cast(standing.row_id // 4294967296 as integer) as batch_id,
        standing.row_id % 4294967296 as record,
        standing.row_id % 4294967296 as line,
        case standing.standing when 'conflict' then 'setl_id 结算ID' else 'init_setl_id 原结算ID' end as column_name,
        case standing.standing
            when 'conflict' then 'E-DUP-CONFLICT'
            when 'refund_pending' then 'E-REF-001'
            when 'refund_excess' then 'E-REF-002'
            else 'E-REF-003'
        end as code,
        settlement.setl_id as row_key,
    from warehouse.standing as standing
    join warehouse.settlement as settlement using (row_id)
    where standing.standing in ('conflict', 'refund_pending', 'refund_excess', 'refund_mismatch')
)

select * from set_aside
