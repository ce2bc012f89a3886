-- One row per record of the referrals file that cannot be taken in, with the first reason found.
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
                when kind is null or kind not in ('转诊', '异地安置', '急诊') then 'E-KIND-WORD kind'
                when begndate_fault is not null then 'E-DATE-FORM begndate'
                when begndate is null then 'E-DATE-NONE begndate'
                when enddate_fault is not null then 'E-DATE-FORM enddate'
                when enddate < begndate then 'E-DATE-ORDER enddate'
            end
        ) as fault,
    from roster_row
),

referrals_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        cast(row_key as varchar) as row_key,
    from faults
    where fault is not null
)

select * from referrals_reject
