-- One row per file from which something is known of one person: every roster row, and the settlements of the year.
-- Basis: promise 2 and 3, every figure is traced to its file. Reads: intake.load_batch, warehouse.settlement, warehouse.standing, warehouse.identity_row,
-- warehouse.person_row, warehouse.referral_row, warehouse.alias. Parameters: $person_id, $year.
with

number as (
    select cast($person_id as bigint) as person_id
    union
    select alias_id from warehouse.alias where person_id = $person_id
),

record as (
    select row_id from warehouse.identity_row where person_id in (select person_id from number)
    union
    select row_id from warehouse.person_row where person_id in (select person_id from number)
    union
    select row_id from warehouse.referral_row where person_id in (select person_id from number)
    union
    select settlement.row_id
    from warehouse.settlement as settlement
    left join warehouse.standing as standing using (row_id)
    where settlement.person_id in (select person_id from number)
        and year(coalesce(standing.counts_at, settlement.setl_time)) = $year
),

explain_batch as (
    select batch_id, kind, file_name, sha256, as_of, loaded_on
    from intake.load_batch
    where batch_id in (select row_id // 4294967296 from record)
)

select * from explain_batch
order by batch_id
