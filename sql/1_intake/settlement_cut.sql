-- One row per settlement record whose identity number ends in 000 and is right by its check digit, where others that end so are wrong:
-- Excel has cut them all, and one in eleven cut numbers passes the check (a whole file of real numbers has one in a thousand that ends so).
-- Basis: DESIGN, promise 2. Reads: settlement_row, reject (the file).
with

settlement_cut as (
    select
        settlement_row.record,
        settlement_row.line,
        'E-ID-NUM' as code,
        'certno' as column_name,
        settlement_row.setl_id as row_key,
    from settlement_row
    anti join reject using (record)
    where is_cut(settlement_row.id_clean) and settlement_row.id_seventeen is not null
)

select * from settlement_cut
