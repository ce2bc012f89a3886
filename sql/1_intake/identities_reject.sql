-- One row per record of the identities file that cannot be taken in, with the first reason found.
-- Basis: DESIGN, Intake columns: only what a kind cannot do without is required. Reads: roster_row (the file), identity_word.
-- Parameters: $today, the day of loading; $as_of, the day of which a full snapshot speaks (or null).
with

faults as (
    select
        record,
        line,
        null as row_key,
        coalesce(
            person_fault(numeric_cells, id_clean, id_seventeen, identifier_kind, psn_no, $today),
            case
                when identity is null then 'E-IDENT-NONE identity'
                when identity not in (select word from identity_word) then 'E-IDENT-WORD identity'
                when begndate_fault is not null then 'E-DATE-FORM begndate'
                when enddate_fault is not null then 'E-DATE-FORM enddate'
                when enddate < begndate then 'E-DATE-ORDER enddate'
                when begndate is null and cast($as_of as date) is null then 'E-DATE-NONE begndate'
            end
        ) as fault,
    from roster_row
),

identities_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        cast(row_key as varchar) as row_key,
    from faults
    where fault is not null
)

select * from identities_reject
