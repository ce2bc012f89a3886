-- One row per record of the households file that cannot be taken in, with the first reason found.
-- Basis: DESIGN, Intake columns: only what a kind cannot do without is required. Reads: roster_row (the file).
-- Parameters: $today, the day of loading.
with

faults as (
    select
        record,
        line,
        null as row_key,
        coalesce(
            case when resdbook_no is null then 'E-HOUSE-NONE resdbook_no' end,
            case when contains(numeric_cells, 'certno') then 'E-ID-NUM certno' end,
            case when id_clean is not null then person_fault(numeric_cells, id_clean, id_seventeen, identifier_kind, psn_no, $today) end,
            case
                when year_fault is not null or year not between 1900 and 2199 then 'E-YEAR-FORM year'
                when income_fault is not null then income_fault || ' income'
            end
        ) as fault,
    from roster_row
),

households_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        cast(row_key as varchar) as row_key,
    from faults
    where fault is not null
)

select * from households_reject
