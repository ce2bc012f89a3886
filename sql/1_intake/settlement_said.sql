-- One row per record of the file, and per stored row of the same SETL_ID, with what it says; number counts those that say the same.
-- Basis: a SETL_ID seen again with the same content is a duplicate. The name is left out of the comparison: spellings differ between exports.
-- Reads: settlement_accepted, settlement_repeated (the file), warehouse.settlement. Parameters: $base, the row_id before the batch's first record.
with

arriving as (
    select file_row.* exclude (psn_name)
    from settlement_accepted as file_row
    semi join settlement_repeated using (setl_id)
),

stored as (
    select old_row.* exclude (psn_name)
    from warehouse.settlement as old_row
    semi join settlement_repeated using (setl_id)
),

said as (
    select 0 as record, row_id, md5(cast(row(*columns(stored.* exclude (row_id))) as varchar)) as content from stored
    union all
    select record, $base + record as row_id, md5(cast(row(*columns(arriving.* exclude (record))) as varchar)) as content from arriving
),

settlement_said as (
    select
        record,
        row_id,
        content,
        row_number() over (partition by content order by row_id) as number,
    from said
)

select * from settlement_said
