-- One row per record that was refused, conflicts with another, or is a refund waiting for its settlement: where it stands, why, and whether it waits.
-- A settlement is mended when one of the same id is stored; a receipt when a later file has brought a sound one of the same sender about the same row
-- of the same list. The row of a list is named by its number and check digits (ISO 7064 MOD 97-10), as `monitor/lists/row_code.py` makes them.
-- Basis: promise 2. Reads: intake.rejected, intake.load_batch, set_aside, warehouse.settlement, warehouse.receipt_row, lists.issue.
-- Example: the receipt 202301|1|12-57|340121100_township refused in batch 5, answered in batch 7: mended.
with

told as (
    select
        load_batch.kind,
        rejected.batch_id,
        rejected.record,
        rejected.line,
        rejected.column_name,
        rejected.code,
        rejected.reason,
        rejected.row_key,
    from intake.rejected as rejected
    join intake.load_batch as load_batch using (batch_id)
    union all by name
    select
        load_batch.kind,
        set_aside.batch_id,
        set_aside.record,
        set_aside.line,
        set_aside.column_name,
        set_aside.code,
    from set_aside
    join intake.load_batch as load_batch using (batch_id)
),

settled as (
    select distinct settlement.setl_id as row_key
    from warehouse.settlement as settlement
    semi join told on told.row_key = settlement.setl_id
),

answered as (
    select
        concat(
            issue.month, '|', issue.version, '|', receipt_row.row_no, '-',
            lpad(
                cast(98 - (cast(issue.month as bigint) * 100000000000 + issue.version * 1000000000 + receipt_row.row_no * 100) % 97 as varchar),
                2, '0'
            ),
            '|', receipt_row.recipient
        ) as row_key,
        max(receipt_row.row_id // 4294967296) as batch_id,
    from warehouse.receipt_row as receipt_row
    join lists.issue as issue using (issue_id)
    group by all
),

refused as (
    select
        told.* exclude (row_key),
        case told.kind
            when 'receipts' then answered.batch_id is not null
            else settled.row_key is not null
        end as is_mended,
    from told
    left join settled on settled.row_key = told.row_key
    left join answered on answered.row_key = told.row_key and answered.batch_id > told.batch_id
)

select * from refused
