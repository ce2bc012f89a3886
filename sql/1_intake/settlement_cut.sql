-- One row per settlement record whose identity number ends in 000 and is right by its check digit, where more that end so are wrong:
-- Excel has cut them all, and one in eleven cut numbers passes the check. In a sound file one number in a thousand ends so: they stay.
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
    qualify count(*) over () < (select count(*) from reject where code = 'E-ID-NUM')
)

select * from settlement_cut
