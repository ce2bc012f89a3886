-- One row per record of the file that says exactly what another row of the same SETL_ID, stored or earlier in the file, has said.
-- Basis: a SETL_ID seen again with the same content is a duplicate. The name is left out of the comparison: spellings differ between exports.
-- Reads: settlement_accepted, settlement_repeated (the file), warehouse.settlement.
with

arriving as (
    select file_row.* exclude (psn_name)
    from settlement_accepted as file_row
    semi join settlement_repeated using (setl_id)
),

stored as (
    select old_row.* exclude (row_id, psn_name)
    from warehouse.settlement as old_row
    semi join settlement_repeated using (setl_id)
),

said as (
    select 0 as record, md5(cast(row(*columns(stored.*)) as varchar)) as content from stored
    union all
    select record, md5(cast(row(*columns(arriving.* exclude (record))) as varchar)) as content from arriving
),

numbered as (
    select
        record,
        row_number() over (partition by content order by record) as saying,
    from said
),

settlement_copy as (
    select record
    from numbered
    where saying > 1 and record > 0
)

select * from settlement_copy
