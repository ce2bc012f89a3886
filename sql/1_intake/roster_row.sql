-- One row per record of the roster being loaded, with its person's number worked out.
-- Basis: a person is known by certno, else by psn_no. Reads: staged (the file, typed column by column).
with

written as (
    select
        *,
        case when regexp_full_match(certno, '[1-9][0-9]{16}[0-9X]') then certno else id_text(certno) end as id_written,
    from staged
),

cleaned as (
    select
        *,
        eighteen(id_written) as id_clean,
    from written
),

roster_row as (
    select
        * exclude (_record, _line, _numeric, _conflict, id_written),
        _record as record,
        _line as line,
        _numeric as numeric_cells,
        id_number(id_clean) as id_seventeen,
        case
            when id_clean is null and psn_no is not null then 'psn_no'
            when is_other_certificate(id_clean) then 'cert'
        end as identifier_kind,
        coalesce(id_clean, psn_no) as identifier_value,
    from cleaned
)

select * from roster_row
