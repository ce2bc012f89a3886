-- One row per record of the chronic file that cannot be taken in, with the first reason found.
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
                when opsp_dise_code is null then 'E-CODE-DISE opsp_dise_code'
                when begndate_fault is not null then 'E-DATE-FORM begndate'
                when begndate is null then 'E-DATE-NONE begndate'
                when enddate_fault is not null then 'E-DATE-FORM enddate'
                when enddate < begndate then 'E-DATE-ORDER enddate'
            end
        ) as fault,
    from roster_row
),

chronic_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        cast(row_key as varchar) as row_key,
    from faults
    where fault is not null
)

select * from chronic_reject
