-- One row per record of the persons file that cannot be taken in, with the first reason found.
-- Basis: DESIGN, Intake columns: only what a kind cannot do without is required. Reads: roster_row (the file).
-- Parameters: $today, the day of loading.
with

faults as (
    select
        record,
        line,
        null as row_key,
        coalesce(
            person_fault(numeric_cells, id_clean, id_seventeen, identifier_kind, psn_no, $today),
            case
                when psn_name is null then 'E-NAME-NONE psn_name'
                when brdy_fault is not null then 'E-DATE-FORM brdy'
                when psn_insu_date_fault is not null then 'E-DATE-FORM psn_insu_date'
                when paus_insu_date_fault is not null then 'E-DATE-FORM paus_insu_date'
                when region_code is not null and not regexp_full_match(region_code, '[0-9]{6}([0-9]{3}([0-9]{3})?)?') then 'E-REGION-CODE region_code'
            end
        ) as fault,
    from roster_row
),

persons_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        cast(row_key as varchar) as row_key,
    from faults
    where fault is not null
)

select * from persons_reject
