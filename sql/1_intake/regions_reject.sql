-- One row per record of the regions file that cannot be taken in, with the first reason found.
-- Basis: DESIGN, Intake columns: only what a kind cannot do without is required. Reads: roster_row (the file).
with

faults as (
    select
        record,
        line,
        code as row_key,
        case
            when code is null or not regexp_full_match(code, '[0-9]{6}([0-9]{3}([0-9]{3})?)?') then 'E-REGION-CODE code'
            when name is null then 'E-NAME-NONE name'
            when level is not null and level not in (
                'province', 'city', 'county', 'township', 'village', '省', '市', '县', '区', '县区', '乡', '镇', '乡镇', '街道', '村', '社区'
            ) then 'E-REGION-LEVEL level'
        end as fault,
    from roster_row
),

regions_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        cast(row_key as varchar) as row_key,
    from faults
    where fault is not null
)

select * from regions_reject
