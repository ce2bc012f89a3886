-- One row per roster record whose identity number ends in 000 and is right by its check digit, where more that end so are wrong:
-- Excel has cut them all, and one in eleven cut numbers passes the check. In a sound file one number in a thousand ends so: they stay.
-- Basis: DESIGN, promise 2. Reads: roster_row, reject (the file).
with

roster_cut as (
    select
        roster_row.record,
        roster_row.line,
        'E-ID-NUM' as code,
        'certno' as column_name,
        cast(null as varchar) as row_key,
    from roster_row
    anti join reject using (record)
    where is_cut(roster_row.id_clean) and roster_row.id_seventeen is not null
    qualify count(*) over () < (select count(*) from reject where code = 'E-ID-NUM')
)

select * from roster_cut
